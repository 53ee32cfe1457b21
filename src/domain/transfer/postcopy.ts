import { LibvirtError } from '../../protocol/errors.ts';
import { hasBit, nextSet, runOfSet } from '../memory/index.ts';
import { batchZeroRuns, takeBatch, type ZeroRun } from './batch.ts';
import { nextPlace, sendEnding, sendPages, stoppedAt, sync, wholeConfirmed } from './copy.ts';
import { encodeMissing, encodeText } from './encode.ts';
import { checksumOf } from './frame.ts';
import { type GuestSnapshot, type HandOver, streamLost } from './messages.ts';
import { finish, type Precopy, transferredBytes } from './precopy.ts';
import { reportRound, type Sending } from './sending.ts';

/**
 * Post-copy (postcopy_start of QEMU 7.2): the guest stands still here; which of its pages the other end must not use,
 * then its devices. From the answer on it may run there, and nowhere else.
 */
export async function handOver(sending: Sending): Promise<GuestSnapshot> {
  const { guest, stream, whole, precopy, clock } = sending;
  if (guest.running) throw new LibvirtError('internal error', 'the guest must stand still for this', 'qemu');
  stream.check();
  sending.status = 'device';
  sending.switchOverAt ??= clock.monotonic();
  sending.precopyBytes = transferredBytes(precopy);
  finish(precopy);
  sync(sending);
  guest.hashed = false;
  const { ticks } = await guest.snapshot();
  for (const frame of missingFrames(sending)) {
    whole.add(checksumOf(frame));
    await stream.post([frame]);
  }
  const told: HandOver = { device: guest.deviceState(), stream: whole.text, ticks };
  const frame = encodeText('hand over', nextPlace(sending), told);
  await stream.post([frame]);
  whole.add(checksumOf(frame));
  if ((await stream.answer()).reply !== 'handed over') throw streamLost('the receiver is out of step');
  sending.handedOverBytes = transferredBytes(precopy);
  sending.downtimeMs = clock.monotonic() - stoppedAt(sending);
  sending.status = 'postcopy-active';
  return { ticks, partly: true };
}

function* missingFrames(sending: Sending): Generator<Buffer> {
  let runs: ZeroRun[] = [];
  for (const run of runsOf(sending.precopy)) {
    runs.push(run);
    if (runs.length < batchZeroRuns) continue;
    yield encodeMissing(runs, nextPlace(sending));
    runs = [];
  }
  if (runs.length > 0) yield encodeMissing(runs, nextPlace(sending));
}

function* runsOf({ pending }: Precopy): Generator<ZeroRun> {
  for (let first = nextSet(pending, 0); first < pending.bits; ) {
    const count = runOfSet(pending, first, pending.bits - first);
    yield { first, count };
    first = nextSet(pending, first + count);
  }
}

/** So few pages at a time that a guest which waits for another one does not wait for long. */
const pagesAtATime = 64;
/** Longest wait for the limit, so that a page is sent soon when it is asked for. */
const mostWaitMs = 10;

/**
 * The rest of the pages, in their order; one that is asked for comes next, with those behind it (get_queued_page).
 * Resolves when the receiver has verified the whole memory as it was when the guest was handed over.
 */
export async function fill(sending: Sending): Promise<void> {
  const { stream, precopy, guest, verified } = sending;
  stream.hurry();
  const began = { ms: sending.clock.monotonic(), bytes: transferredBytes(precopy) };
  while (precopy.pendingPages > 0) {
    const wanted = nextWanted(sending);
    if (wanted === undefined && (await mustWait(sending, began))) continue;
    precopy.cursor = wanted ?? precopy.cursor;
    await sendPages(sending, takeBatch(precopy, guest.memory, { mostPages: pagesAtATime }));
  }
  reportRound(sending, precopy.dirty.syncs);
  guest.hashed = verified;
  await wholeConfirmed(sending, await sendEnding(sending));
  stream.close();
}

/** The page that the destination's guest waits for, if it is not underway already. */
function nextWanted({ wanted, precopy }: Sending): number | undefined {
  let page = wanted.shift();
  while (page !== undefined && !hasBit(precopy.pending, page)) page = wanted.shift();
  return page;
}

/** max-postcopy-bandwidth: waits when more was sent than it allows; what is asked for goes before it. */
async function mustWait(sending: Sending, began: { ms: number; bytes: number }): Promise<boolean> {
  const { clock, precopy, stream, postcopyBytesPerSecond } = sending;
  const dueMs = ((transferredBytes(precopy) - began.bytes) * 1000) / postcopyBytesPerSecond;
  const left = began.ms + dueMs - clock.monotonic();
  if (left <= 0) return false;
  await stream.wait(Math.min(left, mostWaitMs));
  return true;
}
