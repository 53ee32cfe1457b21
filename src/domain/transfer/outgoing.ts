import { LibvirtError } from '../../protocol/errors.ts';
import type { Link } from '../../transport/link.ts';
import { pageBytes } from '../memory/index.ts';
import { begin, type Parallel, type SendOptions } from './begin.ts';
import { type CopyEnd, complete, copy, nextPlace } from './copy.ts';
import { encodeText } from './encode.ts';
import { checksumOf } from './frame.ts';
import { bandwidth, downtime } from './limits.ts';
import { type GuestSnapshot, type Hello, streamLost, streamVersion } from './messages.ts';
import { fill, handOver } from './postcopy.ts';
import { type Sending, statsOf } from './sending.ts';
import type { MigrationStatus, OutgoingStats } from './stats.ts';

/** A guest's state on its way to another guest. After any failure the guest here is as it was. */
export interface OutgoingMigration {
  readonly status: MigrationStatus;
  /**
   * Sends rounds until what is left goes out within the downtime limit, or until post-copy was asked for; the guest may
   * run meanwhile.
   * @throws LibvirtError when it is cancelled or the other end is lost.
   */
  copy(): Promise<CopyEnd>;
  /**
   * Sends what is left. The guest must stand still. Resolves when the receiver has verified the whole memory.
   * @throws LibvirtError as `copy`; the receiver's guest is gone then.
   */
  complete(): Promise<GuestSnapshot>;
  /**
   * In the place of `complete` when `copy` ended so that the guest goes on at the destination before all of it is there:
   * from then on it may run there and not here. The guest must stand still.
   * @throws LibvirtError as `copy`.
   */
  handOver(): Promise<GuestSnapshot>;
  /**
   * After `handOver`: the rest. Resolves when the receiver has verified the whole memory.
   * @throws LibvirtError when the stream breaks; each of both ends then has a part of the guest's last state.
   */
  fill(): Promise<void>;
  /** Asks for post-copy: `copy` ends soon, unless it would end anyway. */
  startPostcopy(): void;
  /** Bytes per second from now on; 0 is no limit. */
  setBandwidth(bytesPerSecond: number): void;
  /** Milliseconds, from the next window on. */
  setDowntimeLimit(ms: number): void;
  stats(): OutgoingStats;
  /** Cancels; the receiver's guest is lost. The error becomes that of `copy` and `complete`. */
  abort(error?: LibvirtError): void;
}

/** Introduces the guest over an open link; resolves when the receiver awaits its state. */
export async function openOutgoing(options: SendOptions): Promise<OutgoingMigration> {
  const sending = begin(options);
  await unlessBroken(sending, introduce);
  return handle(sending);
}

async function introduce(sending: Sending): Promise<void> {
  const { stream, clock, whole, parallel } = sending;
  const hello = encodeText('hello', nextPlace(sending), greetingOf(sending));
  whole.add(checksumOf(hello));
  await stream.post([hello]);
  if ((await stream.answer()).reply !== 'ready') throw streamLost('the receiver is out of step');
  if (parallel) stream.widen(await openLinks(parallel));
  sending.setupMs = clock.monotonic() - sending.startedAt;
}

/** One after the other, so that the receiver knows which is which. */
async function openLinks({ connections, open }: Parallel): Promise<readonly Link[]> {
  const links: Link[] = [];
  while (links.length < connections) links.push(await open());
  return links;
}

const greetingOf = ({ guest: { uuid, memory }, precopy, verified, parallel }: Sending): Hello => ({
  version: streamVersion,
  uuid,
  memoryBytes: memory.bytes,
  pageBytes,
  verified,
  rushBytes: precopy.limits.bytesPerSecond === Number.POSITIVE_INFINITY ? memory.residentBytes : 0,
  channels: parallel?.connections ?? 0,
});

function handle(sending: Sending): OutgoingMigration {
  const { stream, precopy } = sending;
  return {
    get status() {
      return sending.status;
    },
    copy: () => unlessBroken(sending, copy),
    complete: () => unlessBroken(sending, complete),
    handOver: () => unlessBroken(sending, handOver),
    fill: () => unlessBroken(sending, fill),
    startPostcopy() {
      precopy.postcopyAsked = true;
    },
    setBandwidth(bytesPerSecond) {
      precopy.limits.bytesPerSecond = bandwidth(bytesPerSecond);
    },
    setDowntimeLimit(ms) {
      precopy.limits.downtimeMs = downtime(ms);
    },
    stats: () => statsOf(sending),
    abort: (error) => stream.cancel(error),
  };
}

/** Whatever goes wrong here also ends the stream, so that the receiver does not wait for ever. */
async function unlessBroken<T>(sending: Sending, work: (sending: Sending) => Promise<T>): Promise<T> {
  try {
    return await work(sending);
  } catch (error) {
    const told = error instanceof LibvirtError ? error : streamLost(error);
    sending.stream.fail(told);
    throw told;
  }
}
