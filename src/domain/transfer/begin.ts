import type { Clock } from '../../clock/index.ts';
import type { Link } from '../../transport/link.ts';
import { startAutoConverge } from './auto-converge.ts';
import { bandwidth, type TransferLimits } from './limits.ts';
import { startPrecopy } from './precopy.ts';
import type { MovingGuest, RoundReport, Sending } from './sending.ts';
import type { MigrationStatus } from './stats.ts';
import { openSenderStream, type StreamEnd } from './stream.ts';
import { createWhole } from './whole.ts';
import { createXbzrle } from './xbzrle.ts';

export interface SendOptions {
  readonly guest: MovingGuest;
  readonly link: Link;
  readonly clock: Clock;
  readonly limits: TransferLimits;
  /** False leaves out the checksums of pages and memory: faster, and whatever the network does to them stays unseen. */
  readonly verify?: boolean | undefined;
  /** Throttles a guest that writes faster than it can be sent. */
  readonly autoConverge?: boolean | undefined;
  /** Bytes of the cache by which pages that were sent before go out as what changed; none unless given. */
  readonly xbzrleCacheBytes?: number | undefined;
  /** Links that the pages go over beside the first one, which then only carries words; none unless given. */
  readonly parallel?: Parallel | undefined;
  /** Bytes per second of post-copy; no limit unless given (max-postcopy-bandwidth). */
  readonly postcopyBandwidthBytesPerSecond?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onRound?: ((report: RoundReport) => void) | undefined;
}

/** More links to the same receiver. */
export interface Parallel {
  /** From 1 to 255. */
  readonly connections: number;
  readonly open: () => Promise<Link>;
}

/** From here on the guest's writes are logged, until the stream ends. */
export function begin(options: SendOptions): Sending {
  const { guest, link, clock, limits, signal, verify = true, onRound = () => {} } = options;
  const startedAt = clock.monotonic();
  const precopy = startPrecopy({ pages: guest.memory.allPages, limits, now: Math.floor(startedAt) });
  guest.hashed = verify;
  guest.catchUp();
  guest.memory.startLog();
  const throttle = options.autoConverge ? startAutoConverge() : undefined;
  const given = { guest, clock, precopy, onRound, startedAt, verified: verify, throttle, parallel: options.parallel };
  const postcopyBytesPerSecond = bandwidth(options.postcopyBandwidthBytesPerSecond);
  const { xbzrleCacheBytes } = options;
  const xbzrle = xbzrleCacheBytes === undefined ? undefined : createXbzrle(guest.memory, xbzrleCacheBytes);
  const wanted: number[] = [];
  const sending = { ...given, whole: createWhole(), ...nothingSent, postcopyBytesPerSecond, wanted, xbzrle };
  const onWant = (page: number) => want(sending, page);
  return Object.assign(sending, {
    stream: openSenderStream({ link, clock, signal, onWant, onEnd: (end) => conclude(sending, end) }),
  });
}

const nothingSent = {
  sequence: 0,
  status: 'setup' as MigrationStatus,
  setupMs: 0,
  downtimeMs: 0,
  switchOverAt: undefined,
  precopyBytes: undefined,
  handedOverBytes: undefined as number | undefined,
  requests: 0,
  endedAt: undefined as number | undefined,
  reported: { pages: 0, bytes: 0 },
};

/** More requests at once than there are pages are no guest's. */
function want(sending: Pick<Sending, 'wanted' | 'precopy' | 'requests'>, page: number): void {
  sending.requests += 1;
  if (sending.wanted.length < sending.precopy.pages) sending.wanted.push(page);
}

type Concluding = Pick<Sending, 'guest' | 'clock' | 'endedAt' | 'status' | 'handedOverBytes'>;

function conclude(sending: Concluding, end: StreamEnd): void {
  sending.guest.memory.stopLog();
  sending.guest.hashed = true;
  sending.guest.throttle(0);
  sending.endedAt = sending.clock.monotonic();
  sending.status = end === 'completed' || sending.handedOverBytes === undefined ? end : 'postcopy-paused';
}
