import type { Profile } from '../../protocol/profiles/index.ts';
import type { Row } from '../../protocol/score.ts';
import type { HookDriver, LifecycleEventType } from '../../protocol/vocabulary.ts';
import type { EntryOf } from '../entry.ts';
import { signWords } from '../words.ts';
import type { Sign } from './signs.ts';

/** One host's signs, read from left to right against a score. */
export interface Tape {
  readonly profile: Profile;
  readonly driver: HookDriver;
  readonly signs: readonly Sign[];
  /** Whether a hook script is there to leave signs. */
  readonly scripts: boolean;
  /** Whether the caller was told of a failure, though no sign may show where. */
  readonly failureTold: boolean;
  /** Whether the guest was handed over in post-copy, as far as this host's journal tells. */
  readonly postcopy?: boolean;
  /** Whether something says that a network port failed: it leaves no sign of its own. */
  readonly portFailed: boolean;
  /** Reads what others did to the guest in between, if that is what stands there. */
  readonly interruption?: (tape: Tape, standing: Standing) => boolean;
  /** How many signs are read. */
  at: number;
  ignored: EntryOf<'hook'>[];
  refused: EntryOf<'hook'>[];
  /** What others did to the guest meanwhile, in words. */
  interruptions: string[];
}

/** What is known of the guest on one side, and what a failure would have to undo. */
export interface Standing {
  readonly entered: Row[];
  readonly announced: Set<LifecycleEventType>;
  /** The score's own pause stopped a guest that ran. */
  paused: boolean;
  running: boolean;
  /** The guest is off, or was never here. */
  gone: boolean;
  /** Why it is off, where the journal says so. */
  offFor: string | undefined;
}

/**
 * How a part of a score went. `cut` is a daemon that ended in the middle. `instead` is the finding if it turns out that
 * nothing had failed, or that nothing had cut it off.
 */
export type Reading =
  | { readonly how: 'played' }
  | { readonly how: 'cut'; readonly instead: string }
  | { readonly how: 'failed'; readonly byHook: boolean; readonly instead?: string }
  | { readonly how: 'astray'; readonly finding: string };

export const played: Reading = { how: 'played' };
export const astray = (finding: string): Reading => ({ how: 'astray', finding });

export const newStanding = (given: Partial<Standing> = {}): Standing => ({
  entered: [],
  announced: new Set(),
  paused: false,
  running: false,
  gone: false,
  offFor: undefined,
  ...given,
});

export const peek = ({ signs, at }: Tape): Sign | undefined => signs[at];

/** The next sign's finding: what should have stood there. A tape that ends, or a daemon that starts anew, cuts it off. */
export function misread(tape: Tape, wanted: string): Extract<Reading, { how: 'cut' | 'astray' }> {
  const sign = peek(tape);
  const finding = `${wanted} should come next, but ${signWords(sign)} did`;
  return !sign || sign.kind === 'restart' ? { how: 'cut', instead: finding } : { how: 'astray', finding };
}

/** A second reader at the same place; `adopt` lets the first one go on where it came to. */
export const fork = (tape: Tape): Tape => ({
  ...tape,
  ignored: [...tape.ignored],
  refused: [...tape.refused],
  interruptions: [...tape.interruptions],
});
export function adopt(tape: Tape, { at, ignored, refused, interruptions }: Tape): void {
  Object.assign(tape, { at, ignored, refused, interruptions });
}
