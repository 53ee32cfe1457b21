import { LibvirtError } from '../../protocol/errors.ts';
import { type Batch, takeBatch } from './batch.ts';
import { encodePages, encodeText } from './frame.ts';
import { type Ending, type GuestSnapshot, streamLost } from './messages.ts';
import { finish, nextStep, sliceSent, synced, transferredBytes } from './precopy.ts';
import { reportRound, type Sending } from './sending.ts';

/** QEMU sends for at most 50 ms before it looks at its window again (ram.c, MAX_WAIT). */
const sliceMs = 50;

/** Rounds while the guest runs, until what is left would go out within the downtime limit. */
export async function copy(sending: Sending): Promise<void> {
  const { precopy, clock, stream } = sending;
  stream.check();
  sending.status = 'active';
  for (
    let step = nextStep(precopy, clock.monotonic());
    step.do !== 'finish';
    step = nextStep(precopy, clock.monotonic())
  ) {
    if (step.do === 'sync') sync(sending);
    if (step.do === 'send') await sendSlice(sending);
    if (step.do === 'wait') await stream.wait(step.ms);
  }
  stream.check();
  sending.status = 'pre-switchover';
}

/** The rest, with the guest standing still, and the receiver's word that it has every byte. */
export async function complete(sending: Sending): Promise<GuestSnapshot> {
  if (sending.guest.running) throw new LibvirtError('internal error', 'the guest must stand still for this', 'qemu');
  sending.stream.check();
  sending.status = 'device';
  sending.precopyBytes = transferredBytes(sending.precopy);
  finish(sending.precopy);
  sync(sending);
  await sendRest(sending);
  const snapshot = await sendEnding(sending);
  await confirmed(sending, snapshot);
  sending.downtimeMs = sending.clock.monotonic() - sending.guest.haltedAt;
  sending.stream.close();
  return snapshot;
}

function sync(sending: Sending): void {
  const { guest, precopy, clock } = sending;
  guest.catchUp();
  synced(precopy, guest.memory.syncLog(precopy.pending), clock.monotonic());
  reportRound(sending, precopy.dirty.syncs - 1);
}

async function sendSlice(sending: Sending): Promise<void> {
  const { precopy, guest, clock } = sending;
  const end = clock.monotonic() + sliceMs;
  for (let batch = takeBatch(precopy, guest.memory); !isEmpty(batch); batch = takeBatch(precopy, guest.memory)) {
    await sendPages(sending, batch);
    if (clock.monotonic() > end) break;
  }
  sliceSent(precopy);
}

async function sendRest(sending: Sending): Promise<void> {
  const { precopy, guest } = sending;
  while (precopy.pendingPages > 0) await sendPages(sending, takeBatch(precopy, guest.memory));
  sliceSent(precopy);
  reportRound(sending, precopy.dirty.syncs);
}

const isEmpty = ({ pages, zeroRuns }: Batch) => pages.length === 0 && zeroRuns.length === 0;

const sendPages = (sending: Sending, batch: Batch) =>
  sending.stream.post(encodePages(batch, sending.guest.memory, nextPlace(sending)));

async function sendEnding(sending: Sending): Promise<GuestSnapshot> {
  const { guest, stream } = sending;
  const snapshot = await guest.snapshot();
  const ending: Ending = { device: guest.deviceState(), ...snapshot };
  await stream.post(encodeText('end', nextPlace(sending), ending));
  return snapshot;
}

async function confirmed({ stream }: Sending, { memory }: GuestSnapshot): Promise<void> {
  const answer = await stream.answer();
  if (answer.reply === 'done' && answer.memory === memory) return;
  throw streamLost('the receiver confirmed another memory than was sent');
}

/** Position of the next frame; each is given once. */
export const nextPlace = (sending: Sending) => ({ sequence: sending.sequence++, round: sending.precopy.dirty.syncs });
