import { hasAgentChannel, hasBalloon, withCurrentMemory } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { type Guest, monitorClosed } from '../domain/runner/index.ts';
import { isActive } from '../domain/status.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { channelDirectory } from '../protocol/paths.ts';
import { logError } from './error-log.ts';
import { type Change, domainOf } from './guest-change.ts';
import { noteInGuestLog } from './guest-log.ts';
import { specOf } from './guest-spec.ts';
import { tell } from './notice.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';
import { warnOfTaints } from './taint.ts';

/** The domain gets its id and shows as starting up (qemuProcessInit). A failed start uses the id up all the same. */
export const initialise: Change = async ({ registry, paths }, scene) => {
  scene.domain ??= await scene.admit?.(scene.filtered);
  const domain = domainOf(scene);
  if (isActive(domain.status)) throw new LibvirtError('operation invalid', 'domain is already running', 'qemu');
  const id = registry.nextId(domain.driver);
  domain.lastId = id;
  const channels = channelDirectory(paths, id, domain.definition.name);
  domain.appearance = { ...(scene.incoming && { incoming: true }), ...(domain.driver === 'qemu' && { channels }) };
  domain.terminal = 0;
  domain.maxDowntimeMs = undefined;
  domain.postcopySpeed = undefined;
  domain.compressionCache = undefined;
  domain.ports = [];
  domain.status = { state: 'paused', reason: 'starting up', id };
  return undefined;
};

/** The guest comes into being, paused. Its lock is free meanwhile, so a destroy that waits for it comes in here. */
export const launch: Change = async (services, scene, move) => {
  const domain = domainOf(scene);
  await noteInGuestLog(services, domain, { what: 'starting up' });
  await warnOfTaints(services, scene, domain);
  const guest = await outsideLock(scene, () => bringUp(scene));
  if (!isActive(domain.status) || domain.job?.destroyed) {
    await guest.kill();
    throw goneEarly(services);
  }
  const { id } = domain.status;
  const reason = move.reached?.state === 'paused' ? move.reached.reason : 'starting up';
  domain.status = { state: 'paused', reason, id, guest };
  if (!scene.incoming) refreshBalloon(domain);
  tellOfAgent(services, domain);
  await services.keeper.pid(domain);
  watchGuest(services, domain, guest, id);
  return undefined;
};

/** It was destroyed before there was a monitor to talk to it by (recordings 5b-destroy-*, 5f-B-destroy-*). */
function goneEarly(services: Services): LibvirtError {
  logError(services, new LibvirtError('internal error', monitorClosed, 'qemu'));
  const error = new LibvirtError('internal error', 'process exited while connecting to monitor', 'qemu');
  logError(services, error);
  return error;
}

/** Nobody is at the other end of an agent's channel when the guest begins (qemuProcessRefreshChannelVirtioState). */
function tellOfAgent(services: Services, domain: Domain): void {
  if (domain.driver === 'qemu' && hasAgentChannel(domain.definition))
    tell(services, domain, { event: 'agent-lifecycle', state: 'disconnected', reason: 'domain started' });
}

/** A guest has all of its memory until somebody in it gives some back (qemuProcessRefreshBalloonState). */
function refreshBalloon(domain: Domain): void {
  const { definition } = domain;
  if (domain.driver !== 'qemu' || definition.currentMemoryKib === definition.memoryKib) return;
  if (hasBalloon(definition) && specOf(domain).hasOperatingSystem) return;
  domain.definition = withCurrentMemory(definition, definition.memoryKib);
}

const outsideLock = <T>(scene: Scene, work: () => Promise<T>) => (scene.unlocked ? scene.unlocked(work) : work());

function bringUp(scene: Scene): Promise<Guest> {
  if (!scene.launch) throw new LibvirtError('internal error', `nothing to start '${scene.name}' with`, 'qemu');
  return scene.launch();
}

/** A guest whose process ends by itself is reported once, unless a newer life of the domain has begun. */
export function watchGuest(services: Services, domain: Domain, guest: Guest, id: number): void {
  guest.onExit((why, text) => {
    const current = isActive(domain.status) && domain.status.id === id && domain.status.guest === guest;
    if (current) services.guestExited({ driver: domain.driver, uuid: domain.definition.uuid, id, why, text });
  });
}
