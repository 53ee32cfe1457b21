import { LibvirtError } from '../../protocol/errors.ts';
import { autoConverge } from './auto-converge.ts';
import { type Batch, takeBatch } from './batch.ts';
import { encodeDeltas, encodePages, encodeText } from './encode.ts';
import { checksumOf } from './frame.ts';
import { type Ending, type GuestSnapshot, streamLost } from './messages.ts';
import { finish, nextStep, type Step, sliceSent, synced, transferredBytes } from './precopy.ts';
import { reportRound, type Sending } from './sending.ts';

/** QEMU sends for at most 50 ms before it looks at its window again (ram.c, MAX_WAIT). */
const sliceMs = 50;

/** How the rounds ended: what is left goes out within the downtime limit, or a switch to post-copy was wished. */
export type CopyEnd = 'converged' | 'post-copy';

/** Rounds while the guest runs, until it is to stand still. */
export async function copy(sending: Sending): Promise<CopyEnd> {
  const { stream } = sending;
  stream.check();
  sending.status = 'active';
  let step = next(sending);
  for (; step.do !== 'finish' && step.do !== 'hand over'; step = next(sending)) {
    if (step.do === 'sync') sync(sending);
    if (step.do === 'send') await sendSlice(sending);
    if (step.do === 'wait') await stream.wait(step.ms);
  }
  stream.check();
  sending.switchOverAt = sending.clock.monotonic();
  sending.status = 'pre-switchover';
  if (step.do === 'finish') return 'converged';
  // Most of the memory was not read yet: hashing it now would hold the guest up.
  sending.guest.hashed = false;
  return 'post-copy';
}

/** QEMU's clock here has whole milliseconds (QEMU_CLOCK_REALTIME), so a window that is over is never almost over. */
const wholeMs = ({ clock }: Sending) => Math.floor(clock.monotonic());

const next = (sending: Sending): Step => nextStep(sending.precopy, wholeMs(sending));

/** The rest, with the guest standing still, and the receiver's word that it has every byte. */
export async function complete(sending: Sending): Promise<GuestSnapshot> {
  if (sending.guest.running) throw new LibvirtError('internal error', 'the guest must stand still for this', 'qemu');
  sending.stream.check();
  sending.status = 'device';
  sending.switchOverAt ??= sending.clock.monotonic();
  sending.precopyBytes = transferredBytes(sending.precopy);
  finish(sending.precopy);
  sync(sending);
  await sendRest(sending);
  const snapshot = await sendEnding(sending);
  await wholeConfirmed(sending, snapshot);
  sending.downtimeMs = sending.clock.monotonic() - stoppedAt(sending);
  sending.stream.close();
  return snapshot;
}

/** A guest that stood still all along loses only the time of the switch-over. */
export const stoppedAt = ({ guest, switchOverAt = 0 }: Sending) => Math.max(guest.haltedAt, switchOverAt);

/** Reads the guest's dirty log. */
export function sync(sending: Sending): void {
  const { guest, precopy } = sending;
  guest.catchUp();
  const found = guest.memory.syncLog(precopy.pending);
  const now = wholeMs(sending);
  throttle(sending, found, now);
  synced(precopy, found, now);
  sending.xbzrle?.grow(precopy.dirty.syncs);
  reportRound(sending, precopy.dirty.syncs - 1);
}

function throttle({ guest, precopy, throttle }: Sending, found: number, now: number): void {
  if (!throttle) return;
  autoConverge(throttle, precopy, found, now);
  guest.throttle(throttle.percent);
}

async function sendSlice(sending: Sending): Promise<void> {
  const { precopy, guest } = sending;
  const end = wholeMs(sending) + sliceMs;
  const next = () => takeBatch(precopy, guest.memory, sending);
  for (let batch = next(); batch.taken > 0; batch = next()) {
    await sendPages(sending, batch);
    if (wholeMs(sending) > end) break;
  }
  sliceSent(precopy);
}

async function sendRest(sending: Sending): Promise<void> {
  const { precopy, guest } = sending;
  while (precopy.pendingPages > 0) await sendPages(sending, takeBatch(precopy, guest.memory, sending));
  reportRound(sending, precopy.dirty.syncs);
}

/** Sends pages as they are now. */
export async function sendPages(sending: Sending, batch: Batch): Promise<void> {
  const { stream, guest, verified, whole } = sending;
  if (batch.deltas.length > 0) await sendDeltas(sending, batch);
  if (batch.pages.length + batch.zeroRuns.length === 0) return;
  const type = verified ? 'pages' : 'unverified pages';
  const { pieces, checksum, over } = encodePages(batch, guest.memory, nextPlace(sending), {
    type,
    buffer: stream.buffer,
  });
  whole.add(checksum);
  await stream.post(pieces, over);
}

async function sendDeltas(sending: Sending, { deltas }: Batch): Promise<void> {
  const { stream, guest, verified, whole } = sending;
  const type = verified ? 'deltas' : 'unverified deltas';
  const frame = encodeDeltas(deltas, guest.memory, nextPlace(sending), type);
  whole.add(checksumOf(frame));
  await stream.post([frame]);
}

/** The last message; resolves when it is on its way, with what the guest is. */
export async function sendEnding(sending: Sending): Promise<GuestSnapshot> {
  const { guest, stream, whole } = sending;
  const snapshot = await guest.snapshot();
  const ending: Ending = { device: guest.deviceState(), stream: whole.text, ...snapshot };
  await stream.post([encodeText('end', nextPlace(sending), ending)]);
  return snapshot;
}

/** Resolves when the receiver confirms that it has every byte. */
export async function wholeConfirmed({ stream }: Sending, { memory }: GuestSnapshot): Promise<void> {
  const answer = await stream.answer();
  if (answer.reply === 'done' && answer.memory === memory) return;
  throw streamLost('the receiver confirmed another memory than was sent');
}

/** Position of the next frame; each is given once. */
export const nextPlace = (sending: Sending) => ({ sequence: sending.sequence++, round: sending.precopy.dirty.syncs });
