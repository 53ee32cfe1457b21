import { LibvirtError } from '../protocol/errors.ts';
import { type Change, domainOf, guestOf } from './guest-change.ts';

/**
 * The guest is handed over to the destination before all of it is there: from now on only that side may run it. What is
 * left is sent while the migration's other phases go on.
 */
export const handOver: Change = async (_services, scene, move) => {
  const { outgoing, progress, unlocked = (work) => work() } = scene;
  if (!outgoing) throw new LibvirtError('internal error', `no stream to copy '${scene.name}' to`, 'qemu');
  const { ticks } = await unlocked(() => outgoing.handOver());
  progress.handedOver = true;
  const domain = domainOf(scene);
  const { status, guest } = guestOf(domain);
  if (move.reached?.state === 'paused')
    domain.status = { state: 'paused', reason: move.reached.reason, id: status.id, guest };
  scene.filling = outgoing.fill();
  // Confirm asks how it went.
  scene.filling.catch(() => undefined);
  return { ticks };
};

/** The rest of an incoming guest's memory has come; its lock is free meanwhile. */
export const fill: Change = async (_services, scene, move) => {
  const { arriving, unlocked = (work) => work() } = scene;
  if (!arriving) throw new LibvirtError('internal error', `no stream fills '${scene.name}'`, 'qemu');
  await unlocked(() => arriving.whole);
  const domain = domainOf(scene);
  const { status, guest } = guestOf(domain);
  if (status.state === 'running' && move.reached?.state === 'running')
    domain.status = { state: 'running', reason: move.reached.reason, id: status.id, guest };
  return undefined;
};

/** The rest will never come: both hosts have a part of the guest's last state, and it stays as it is until somebody acts. */
export const degrade: Change = async ({ log }, scene, move) => {
  const domain = domainOf(scene);
  const { status, guest } = guestOf(domain);
  const { name } = domain.definition;
  if (move.reached?.state === 'paused') {
    if (status.state === 'running') await guest.pause();
    domain.status = { state: 'paused', reason: move.reached.reason, id: status.id, guest };
    log({ level: 'warning', text: `Migration of domain ${name} failed during post-copy; leaving the domain paused` });
  } else if (move.reached?.state === 'running') {
    domain.status = { state: 'running', reason: move.reached.reason, id: status.id, guest };
    const text = `Incoming migration of domain '${name}' failed during post-copy; leaving the domain running`;
    log({ level: 'warning', text });
  }
  return undefined;
};
