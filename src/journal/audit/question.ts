import type { DaemonScoreName, NetworkScoreName, Profile, ScoreName } from '../../protocol/profiles/index.ts';
import type { ScoreFlag } from '../../protocol/score.ts';
import type { DomainDriver, HookDriver } from '../../protocol/vocabulary.ts';
import type { EntryOf } from '../entry.ts';

/** Which migration an audit is about, and what was asked for. */
export interface MigrationQuestion {
  readonly profile: Profile;
  readonly driver: DomainDriver;
  /** The guest's name on the source. */
  readonly domain: string;
  /** Its name on the destination; the same by default. */
  readonly destinationName?: string;
  /** The score; by default the one that Begin's entry names. */
  readonly score?: ScoreName;
  /** Flags that arranged the score; by default those that each side's entries name. */
  readonly flags?: readonly ScoreFlag[];
  /** Whether a hook script is installed; by default a side that called none has none. */
  readonly scripts?: Partial<Record<'source' | 'destination', boolean>>;
  /** Hosts whose daemon is known to have been killed: a journal that ends there is no finding. */
  readonly killed?: readonly string[];
}

/** Which operation on one host an audit is about. The entries it is given hold that operation alone. */
export interface LifecycleQuestion {
  readonly profile: Profile;
  readonly driver: HookDriver;
  /** Name of the guest or network; `-` for the daemon itself. */
  readonly domain: string;
  readonly score: ScoreName | DaemonScoreName | NetworkScoreName;
  readonly flags?: readonly ScoreFlag[];
  /** The host it happened on; by default the first one in the entries. */
  readonly host?: string;
  /** libvirt's text for the caller, if it failed: a failure that is a hook's must be one of a hook in the journal. */
  readonly error?: string;
  readonly scripts?: boolean;
}

/** How it ended: a migration `migrated`, another operation is `done`, either of them `aborted`. */
export type AuditOutcome = 'migrated' | 'done' | 'aborted' | 'left as libvirt leaves it';

/** What an audit found out. */
export interface Audit {
  /** Whether the score allows the recording: there are no findings. */
  readonly ok: boolean;
  readonly outcome: AuditOutcome;
  /** What the score does not allow, in sentences. */
  readonly findings: readonly string[];
  /** Hook calls that failed and changed nothing. */
  readonly ignored: readonly EntryOf<'hook'>[];
  /** The hook calls whose failure ended the operation. */
  readonly refused: readonly EntryOf<'hook'>[];
  /** What a reader should know besides: ignored hooks, interruptions, a guest on two hosts. */
  readonly remarks: readonly string[];
}
