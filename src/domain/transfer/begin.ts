import type { Clock } from '../../clock/index.ts';
import type { Link } from '../../transport/link.ts';
import type { TransferLimits } from './limits.ts';
import { startPrecopy } from './precopy.ts';
import type { MovingGuest, RoundReport, Sending } from './sending.ts';
import { openSenderStream, type StreamEnd } from './stream.ts';
import { createWhole } from './whole.ts';

export interface SendOptions {
  readonly guest: MovingGuest;
  readonly link: Link;
  readonly clock: Clock;
  readonly limits: TransferLimits;
  /** False leaves out the checksums of pages and memory: faster, and whatever the network does to them stays unseen. */
  readonly verify?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onRound?: ((report: RoundReport) => void) | undefined;
}

/** From here on the guest's writes are logged, until the stream ends. */
export function begin({ guest, link, clock, limits, signal, verify = true, onRound = () => {} }: SendOptions): Sending {
  const startedAt = clock.monotonic();
  const precopy = startPrecopy({ pages: guest.memory.allPages, limits, now: Math.floor(startedAt) });
  guest.hashed = verify;
  guest.catchUp();
  guest.memory.startLog();
  const sending = { guest, clock, precopy, onRound, startedAt, verified: verify, whole: createWhole(), ...nothingSent };
  return Object.assign(sending, {
    stream: openSenderStream({ link, clock, signal, onEnd: (end) => conclude(sending, end) }),
  });
}

type Given = 'guest' | 'clock' | 'precopy' | 'onRound' | 'startedAt' | 'verified' | 'whole' | 'stream';

const nothingSent: Omit<Sending, Given> = {
  sequence: 0,
  status: 'setup',
  setupMs: 0,
  downtimeMs: 0,
  switchOverAt: undefined,
  precopyBytes: undefined,
  endedAt: undefined,
  reported: { pages: 0, bytes: 0 },
};

function conclude(sending: Omit<Sending, 'stream'>, end: StreamEnd): void {
  sending.guest.memory.stopLog();
  sending.guest.hashed = true;
  sending.endedAt = sending.clock.monotonic();
  sending.status = end;
}
