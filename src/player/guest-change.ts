import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { GuestMove } from '../protocol/score.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

/** One change to the guest; rejects with a LibvirtError when it cannot be made. */
export type Change = (services: Services, scene: Scene, move: GuestMove) => Promise<Noted>;
/** What the change makes known, for the journal: memory hash and ticks. */
export type Noted = { readonly memory?: string; readonly ticks?: number } | undefined;

/** The domain of a scene that has one by now. */
export function domainOf(scene: Scene): Domain {
  if (!scene.domain) throw new LibvirtError('no domain', `no domain with matching name '${scene.name}'`, 'qemu');
  return scene.domain;
}

/** The guest of a domain that must be there for the change. */
export function guestOf(domain: Domain) {
  if (!isActive(domain.status) || !domain.status.guest)
    throw new LibvirtError('operation invalid', 'domain is not running', 'domain config');
  return { status: domain.status, guest: domain.status.guest };
}
