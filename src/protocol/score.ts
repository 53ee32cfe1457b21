import type { LifecycleEvent, MigrationPhase, Operation, StateReason, SubOperation } from './vocabulary.ts';

/**
 * The grammar of a score: a flat list of rows and one marker. A row belongs to a side and a phase; its moves are
 * played in order. When a move fails, the undo of its own row is played, then that of the rows above, each on the
 * side that owns it. A score holds no conditions: flags leave marked moves out before it is played (see arrange.ts).
 */
export type Score = readonly (Row | typeof pointOfNoReturn)[];

/** Before this marker a failure is undone; after it nothing can be aborted any more. */
export const pointOfNoReturn = 'point of no return' as const;

/** Who plays a row: a side of a migration, or the one host of a lifecycle score. */
export type Side = 'source' | 'destination' | 'host';
export type Phase = MigrationPhase | 'lifecycle';

export interface Row {
  readonly side: Side;
  readonly phase: Phase;
  readonly moves: readonly Move[];
  readonly undo: readonly Move[];
}

/** What happens to the guest. The player knows how; `reached` is the state it leads to. */
export type GuestChange =
  | 'describe'
  | 'initialise'
  | 'create'
  | 'load'
  | 'copy'
  | 'pause'
  | 'complete'
  | 'hand over'
  | 'fill'
  | 'degrade'
  | 'resume'
  | 'persist'
  | 'write'
  | 'stop'
  | 'undefine';

/** What happens to a network or to one of its ports, in the network driver's own scores. */
export type NetworkChange =
  | 'bring up'
  | 'activate'
  | 'bring down'
  | 'deactivate'
  | 'update'
  | 'allocate'
  | 'keep'
  | 'release'
  | 'drop';

export type Move = HookMove | GuestMove | EventMove | PortMove | NetworkMove;

/**
 * Flags that arrange a score: `live`, `persistent` and `undefinesource` as virsh names them, `paused` for a guest that
 * is to stand still afterwards (virsh migrate --suspend, virsh start --paused, or one that already stood still),
 * `on request` where whoever starts a saved guest wants it paused, `postcopy` where a switch to post-copy may come.
 */
export type ScoreFlag = 'live' | 'on request' | 'paused' | 'persistent' | 'undefinesource' | 'postcopy';

interface Arranged {
  /** Played only when the flag is set. */
  readonly only?: ScoreFlag;
  /** Left out when the flag is set. */
  readonly unless?: ScoreFlag;
  /**
   * Played only in a migration that has switched to post-copy, or in one that has not; in an undo column, only where the
   * guest may run at the destination alone, or where it need not.
   */
  readonly when?: 'post-copy' | 'pre-copy';
}

export interface HookMove extends Arranged {
  readonly kind: 'hook';
  readonly operation: Operation;
  readonly subOperation: SubOperation;
  /** The extra argument; the profile may replace `-` by the shutoff reason (release, 10.5.0). */
  readonly extra: string;
  readonly onFailure: 'abort' | 'ignored';
  /** The hook's stdout replaces the XML (migrate, restore). */
  readonly filter: boolean;
}
export interface GuestMove extends Arranged {
  readonly kind: 'guest';
  readonly change: GuestChange;
  readonly reached?: StateReason;
}
export interface EventMove extends Arranged {
  readonly kind: 'event';
  readonly event: LifecycleEvent;
  /** Announced only if the score's own pause stopped a guest that ran: one that stood still is not suspended again. */
  readonly ifPaused?: true;
}
/** A port for each of the guest's interfaces on a network: each plays a score of the network driver. */
export interface PortMove extends Arranged {
  readonly kind: 'port';
  readonly change: 'create' | 'delete';
}
export interface NetworkMove extends Arranged {
  readonly kind: 'network';
  readonly change: NetworkChange;
}

type Moves = readonly (Move | readonly Move[])[];
const row =
  (side: Side) =>
  (phase: Phase, moves: Moves, undo: Moves = []): Row => ({ side, phase, moves: moves.flat(), undo: undo.flat() });

export const source = row('source');
export const destination = row('destination');
export const host = (moves: Moves, undo: Moves = []): Row => row('host')('lifecycle', moves, undo);

const hook =
  (onFailure: HookMove['onFailure'], filter: boolean) =>
  (operation: Operation, subOperation: SubOperation, extra = '-'): HookMove => ({
    kind: 'hook',
    operation,
    subOperation,
    extra,
    onFailure,
    filter,
  });
/** A hook whose failure aborts the operation. */
export const mayAbort = hook('abort', false);
/** A hook whose failure is logged and has no other effect. */
export const ignored = hook('ignored', false);
/** A hook whose failure aborts and whose stdout replaces the XML. */
export const filter = hook('abort', true);

export const guest = (change: GuestChange, reached?: StateReason): GuestMove =>
  reached ? { kind: 'guest', change, reached } : { kind: 'guest', change };
export const event = <T extends LifecycleEvent['type']>(
  type: T,
  detail: Extract<LifecycleEvent, { type: T }>['detail'],
): EventMove => ({ kind: 'event', event: { type, detail } as LifecycleEvent });
/** Announces that the score's own pause stopped a guest that had been running. */
export const suspended = (detail: 'Paused' | 'Migrated' | 'Post-copy'): EventMove => ({
  ...event('Suspended', detail),
  ifPaused: true,
});
export const port = (change: PortMove['change']): PortMove => ({ kind: 'port', change });
export const network = (change: NetworkChange): NetworkMove => ({ kind: 'network', change });

/** Moves played only when the flag is set. */
export const only = (flag: ScoreFlag, ...moves: readonly Move[]): readonly Move[] =>
  moves.map((move) => ({ ...move, only: flag }));
/** Moves left out when the flag is set. */
export const unless = (flag: ScoreFlag, ...moves: readonly Move[]): readonly Move[] =>
  moves.map((move) => ({ ...move, unless: flag }));

/** Moves of a migration that has switched to post-copy. */
export const inPostcopy = (...moves: readonly Move[]): readonly Move[] =>
  moves.map((move) => ({ ...move, only: 'postcopy', when: 'post-copy' }));
/** Moves of one that has not. */
export const inPrecopy = (...moves: readonly Move[]): readonly Move[] =>
  moves.map((move) => ({ ...move, when: 'pre-copy' }));

export const isRow = (entry: Score[number]): entry is Row => entry !== pointOfNoReturn;

/**
 * An announcement in an undo column takes back an earlier one; where that was never made, nothing is announced
 * (real-libvirt.md section 4: a failed start emits no Stopped event).
 */
export const takesBack: Partial<Record<LifecycleEvent['type'], LifecycleEvent['type']>> = {
  Stopped: 'Started',
  Resumed: 'Suspended',
};
