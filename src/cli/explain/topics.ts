import { arrange } from '../../protocol/arrange.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { DaemonScoreName, NetworkScoreName, Profile, ScoreName } from '../../protocol/profiles/index.ts';
import type { Score, ScoreFlag } from '../../protocol/score.ts';
import type { GuestDriver, HookDriver, ShutoffReason } from '../../protocol/vocabulary.ts';

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
  'dump --crash': ['dump crash'],
  save: ['save'],
  restore: ['restore'],
  reconnect: ['reconnect'],
  'found dead': ['found dead'],
  'net-start': ['net start'],
  'net-destroy': ['net destroy'],
  'net-update': ['net update'],
  'net-port': ['port create', 'port delete'],
  'net-reconnect': ['port renew'],
  daemon: ['daemon start', 'daemon reload', 'daemon shutdown'],
} as const satisfies Readonly<Record<string, readonly AnyScoreName[]>>;
type AnyScoreName = ScoreName | DaemonScoreName | NetworkScoreName;
export type ExplainTopic = keyof typeof topics;

/** Topics that are not a guest's: whose hook they call, and with which name. */
const ownDrivers: Partial<Record<ExplainTopic, { readonly driver: HookDriver; readonly name: string }>> = {
  'net-start': { driver: 'network', name: 'NETWORK' },
  'net-destroy': { driver: 'network', name: 'NETWORK' },
  'net-update': { driver: 'network', name: 'NETWORK' },
  'net-port': { driver: 'network', name: 'NETWORK' },
  'net-reconnect': { driver: 'network', name: 'NETWORK' },
  daemon: { driver: 'daemon', name: '-' },
};

/** The driver whose own a topic is; undefined for what every driver with guests does. */
export const ownDriver = (topic: ExplainTopic): HookDriver | undefined => ownDrivers[topic]?.driver;

export const explainTopics = Object.keys(topics) as readonly ExplainTopic[];

/** A score as one release plays it, with what its moves need to be told. */
export interface Piece {
  /** What a reader calls it. */
  readonly title: string;
  readonly score: AnyScoreName;
  readonly profile: Profile;
  readonly driver: HookDriver;
  /** Empty where the driver has no such operation. */
  readonly rows: Score;
  /** Whether the order is known at all: it is not of everything that libxl and bhyve do. */
  readonly known: boolean;
  /** Why the guest is off after the score, and after its undo. */
  readonly causes: { readonly moves: ShutoffReason; readonly undo: ShutoffReason };
  /** Name the hooks are called with. */
  readonly name: string;
}

export interface PieceOptions {
  readonly profile: Profile;
  readonly what: string;
  readonly driver: GuestDriver;
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
  const of = ownDrivers[what] ?? { driver, name };
  return topics[what].map((score: AnyScoreName) => {
    const whole = (profile.scores as Readonly<Record<string, Readonly<Record<string, Score>>>>)[of.driver]?.[score];
    const rows = arrange(whole ?? [], { profile, driver: of.driver, flags });
    const title = topics[what].length > 1 ? score : what;
    return { title, score, profile, ...of, rows, known: whole !== undefined, causes: causesOf(score, profile) };
  });
}

const isTopic = (what: string): what is ExplainTopic => Object.hasOwn(topics, what);

/** The shutoff reason that an operation leaves (virDomainShutoffReason; measured in the recordings). */
const leaves: Partial<Record<AnyScoreName, ShutoffReason>> = {
  migrate: 'migrated',
  'migrate p2p': 'migrated',
  destroy: 'destroyed',
  autodestroy: 'destroyed',
  'power off': 'shutdown',
  crash: 'crashed',
  'dump crash': 'crashed',
  save: 'saved',
  'found dead': 'crashed',
};

const causesOf = (score: AnyScoreName, { lostReason }: Profile): Piece['causes'] => ({
  moves: leaves[score] ?? 'unknown',
  undo: score === 'reconnect' ? lostReason : 'failed',
});
