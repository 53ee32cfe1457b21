import type { Clock } from '../../clock/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { Link } from '../../transport/link.ts';
import { pageBytes } from '../memory/index.ts';
import { complete, copy, nextPlace } from './copy.ts';
import { encodeText } from './frame.ts';
import { bandwidth, downtime } from './limits.ts';
import { type GuestSnapshot, type Hello, streamLost, streamVersion } from './messages.ts';
import { startPrecopy } from './precopy.ts';
import { type MovingGuest, type RoundReport, type Sending, statsOf } from './sending.ts';
import type { MigrationStatus, TransferStats } from './stats.ts';
import { openSenderStream, type StreamEnd } from './stream.ts';

/** A guest's state on its way to another guest. After any failure the guest here is as it was. */
export interface OutgoingMigration {
  readonly status: MigrationStatus;
  /**
   * Sends rounds until what is left goes out within the downtime limit; the guest may run meanwhile.
   * @throws LibvirtError when it is cancelled or the other end is lost.
   */
  copy(): Promise<void>;
  /**
   * Sends what is left. The guest must stand still. Resolves when the receiver has verified the whole memory.
   * @throws LibvirtError as `copy`; the receiver's guest is gone then.
   */
  complete(): Promise<GuestSnapshot>;
  /** Bytes per second from now on; 0 is no limit. */
  setBandwidth(bytesPerSecond: number): void;
  /** Milliseconds, from the next window on. */
  setDowntimeLimit(ms: number): void;
  stats(): TransferStats;
  /** Cancels; the receiver's guest is lost. The error becomes that of `copy` and `complete`. */
  abort(error?: LibvirtError): void;
}

export interface SendOptions {
  readonly guest: MovingGuest;
  readonly link: Link;
  readonly clock: Clock;
  /** 0 or absent: no limit. */
  readonly bandwidthBytesPerSecond?: number | undefined;
  /** 300 unless given, as in QEMU. */
  readonly downtimeLimitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onRound?: ((report: RoundReport) => void) | undefined;
}

/** Introduces the guest over an open link; resolves when the receiver awaits its state. */
export async function openOutgoing(options: SendOptions): Promise<OutgoingMigration> {
  const sending = begin(options);
  await unlessBroken(sending, introduce);
  return handle(sending);
}

async function introduce(sending: Sending): Promise<void> {
  const { stream, clock, guest } = sending;
  await stream.post(encodeText('hello', nextPlace(sending), greetingOf(guest)));
  if ((await stream.answer()).reply !== 'ready') throw streamLost('the receiver is out of step');
  sending.setupMs = clock.monotonic() - sending.startedAt;
}

const greetingOf = ({ uuid, memory }: MovingGuest): Hello => ({
  version: streamVersion,
  uuid,
  memoryBytes: memory.bytes,
  pageBytes,
});

function begin({ guest, link, clock, signal, onRound = () => {}, ...options }: SendOptions): Sending {
  const limits = {
    bytesPerSecond: bandwidth(options.bandwidthBytesPerSecond),
    downtimeMs: downtime(options.downtimeLimitMs),
  };
  const startedAt = clock.monotonic();
  const precopy = startPrecopy({ pages: guest.memory.pages, limits, now: startedAt });
  guest.catchUp();
  guest.memory.startLog();
  const sending = { guest, clock, precopy, onRound, startedAt, ...nothingSent };
  return Object.assign(sending, {
    stream: openSenderStream({ link, clock, signal, onEnd: (end) => conclude(sending, end) }),
  });
}

const nothingSent: Omit<Sending, 'guest' | 'clock' | 'precopy' | 'onRound' | 'startedAt' | 'stream'> = {
  sequence: 0,
  status: 'setup',
  setupMs: 0,
  downtimeMs: 0,
  precopyBytes: undefined,
  endedAt: undefined,
  reported: { pages: 0, bytes: 0 },
};

function conclude(sending: Omit<Sending, 'stream'>, end: StreamEnd): void {
  sending.guest.memory.stopLog();
  sending.endedAt = sending.clock.monotonic();
  sending.status = end;
}

function handle(sending: Sending): OutgoingMigration {
  const { stream, precopy } = sending;
  return {
    get status() {
      return sending.status;
    },
    copy: () => unlessBroken(sending, copy),
    complete: () => unlessBroken(sending, complete),
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
