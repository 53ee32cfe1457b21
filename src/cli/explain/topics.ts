import { arrange } from '../../protocol/arrange.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { DaemonScoreName, Profile, ScoreName } from '../../protocol/profiles/index.ts';
import type { Score, ScoreFlag } from '../../protocol/score.ts';
import type { DomainDriver, HookDriver, ShutoffReason } from '../../protocol/vocabulary.ts';

/** What can be explained, in the words of the command line, and the scores that tell it. */
const topics = {
  migrate: ['migrate'],
  'migrate --p2p': ['migrate p2p'],
  'migrate --offline': ['migrate offline'],
  start: ['start'],
  destroy: ['destroy'],
  autodestroy: ['autodestroy'],
  shutdown: ['power off'],
  crash: ['crash'],
  save: ['save'],
  restore: ['restore'],
  reconnect: ['reconnect'],
  'found dead': ['found dead'],
  daemon: ['daemon start', 'daemon reload', 'daemon shutdown'],
} as const satisfies Readonly<Record<string, readonly (ScoreName | DaemonScoreName)[]>>;
export type ExplainTopic = keyof typeof topics;
export const explainTopics = Object.keys(topics) as readonly ExplainTopic[];

/** A score as one release plays it, with what its moves need to be told. */
export interface Piece {
  /** What a reader calls it. */
  readonly title: string;
  readonly score: ScoreName | DaemonScoreName;
  readonly profile: Profile;
  readonly driver: HookDriver;
  /** Empty where the driver has no such operation. */
  readonly rows: Score;
  /** Why the guest is off after the score, and after its undo. */
  readonly causes: { readonly moves: ShutoffReason; readonly undo: ShutoffReason };
  /** Name the hooks are called with. */
  readonly name: string;
}

export interface PieceOptions {
  readonly profile: Profile;
  readonly what: string;
  readonly driver: DomainDriver;
  readonly flags: readonly ScoreFlag[];
  readonly name: string;
}

/** @throws LibvirtError (invalid argument) for a topic there is none of. */
export function piecesOf({ profile, what, driver, flags, name }: PieceOptions): readonly Piece[] {
  if (!isTopic(what))
    throw new LibvirtError(
      'invalid argument',
      `'${what}' cannot be explained: give one of ${explainTopics.join(', ')}`,
    );
  return topics[what].map((score) => {
    const of = what === 'daemon' ? 'daemon' : driver;
    const whole: Score = (profile.scores[of] as Readonly<Record<string, Score>>)[score] ?? [];
    const rows = arrange(whole, { profile, driver: of, flags });
    const title = what === 'daemon' ? score : what;
    return {
      title,
      score,
      profile,
      driver: of,
      rows,
      causes: causesOf(score, profile),
      name: of === 'daemon' ? '-' : name,
    };
  });
}

const isTopic = (what: string): what is ExplainTopic => Object.hasOwn(topics, what);

/** The shutoff reason that an operation leaves (virDomainShutoffReason; measured in the recordings). */
const leaves: Partial<Record<ScoreName | DaemonScoreName, ShutoffReason>> = {
  migrate: 'migrated',
  'migrate p2p': 'migrated',
  destroy: 'destroyed',
  autodestroy: 'destroyed',
  'power off': 'shutdown',
  crash: 'crashed',
  save: 'saved',
  'found dead': 'crashed',
};

const causesOf = (score: ScoreName | DaemonScoreName, { lostReason }: Profile): Piece['causes'] => ({
  moves: leaves[score] ?? 'unknown',
  undo: score === 'reconnect' ? lostReason : 'failed',
});
