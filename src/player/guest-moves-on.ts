import { LibvirtError } from '../protocol/errors.ts';
import type { GuestMove } from '../protocol/score.ts';
import type { ReasonOf } from '../protocol/vocabulary.ts';
import { type Change, domainOf, guestOf } from './guest-change.ts';
import { noteInGuestLog } from './guest-log.ts';

/** Pre-copy rounds while the guest runs; its lock is free, so it can be asked, suspended, or destroyed. */
export const copy: Change = async (services, scene) => {
  const work = scene.copy;
  if (!work) throw new LibvirtError('internal error', `no stream to copy '${scene.name}' to`, 'qemu');
  await noteInGuestLog(services, domainOf(scene), { what: 'initiating migration' });
  scene.progress.postcopy = (await (scene.unlocked ? scene.unlocked(work) : work())) === 'post-copy';
  guestOf(domainOf(scene));
  return undefined;
};

/** The rest, once the guest stands still: resolves when the other end has verified every byte. */
export const complete: Change = async (_services, scene) => {
  if (!scene.outgoing) throw new LibvirtError('internal error', `no stream to copy '${scene.name}' to`, 'qemu');
  const outgoing = scene.outgoing;
  return await (scene.unlocked ? scene.unlocked(() => outgoing.complete()) : outgoing.complete());
};

export const pause: Change = async (_services, scene, move) => {
  const domain = domainOf(scene);
  const { status, guest } = guestOf(domain);
  const snapshot = await guest.pause();
  domain.status = { state: 'paused', reason: reasonFor(move, 'paused', 'user'), id: status.id, guest };
  return snapshot;
};

export const resume: Change = async (_services, scene, move) => {
  const domain = domainOf(scene);
  const { status, guest } = guestOf(domain);
  // A guest that came is looked at before it runs: the journal then shows that it is what the source sent.
  const came = scene.incoming ? await guest.pause() : undefined;
  await guest.resume();
  domain.status = { state: 'running', reason: reasonFor(move, 'running', 'unpaused'), id: status.id, guest };
  scene.progress.handedOver ||= move.when === 'post-copy';
  return came ?? { ticks: (await guest.inspect()).ticks };
};

function reasonFor<S extends 'paused' | 'running'>(
  { reached }: GuestMove,
  state: S,
  otherwise: ReasonOf<S>,
): ReasonOf<S> {
  return reached?.state === state ? (reached.reason as ReasonOf<S>) : otherwise;
}
