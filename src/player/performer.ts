import { isActive } from '../domain/status.ts';
import { LibvirtError, toErrorValue } from '../protocol/errors.ts';
import type { Move, PortMove } from '../protocol/score.ts';
import { announce } from './event-move.ts';
import { changeGuest } from './guest-move.ts';
import { callHook } from './hook-move.ts';
import { createPorts, deletePorts } from './network/ports.ts';
import type { Part, Performer } from './play.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

/** Carries out the moves of a scene on this host. */
export function createPerformer(services: Services, scene: Scene): Performer {
  const status = () => scene.domain?.status;
  return {
    perform: (move, part) => asValue(() => carryOut(services, scene, move, part)),
    gone: () => {
      const now = status();
      return !now || !isActive(now);
    },
    running: () => status()?.state === 'running',
  };
}

async function carryOut(services: Services, scene: Scene, move: Move, part: Part): Promise<LibvirtError | undefined> {
  switch (move.kind) {
    case 'hook':
      return callHook(services, scene, move);
    case 'guest':
      return changeGuest(services, scene, move, part);
    case 'event':
      return announce(services, scene, move);
    case 'port':
      return changePorts(services, scene, move);
    case 'network':
      // Only the network driver's own scores hold these.
      return undefined;
  }
}

/** Ports for the guest's cards; giving them back always succeeds. */
async function changePorts(
  services: Services,
  { domain }: Scene,
  { change }: PortMove,
): Promise<LibvirtError | undefined> {
  if (!domain) return undefined;
  if (change === 'create') return createPorts(services, domain);
  await deletePorts(services, domain);
  return undefined;
}

/** libvirt's own errors are part of the play; anything else is one too, told as an internal error. */
async function asValue(work: () => Promise<LibvirtError | undefined>): Promise<LibvirtError | undefined> {
  try {
    return await work();
  } catch (error) {
    return error instanceof LibvirtError ? error : LibvirtError.from(toErrorValue(error));
  }
}
