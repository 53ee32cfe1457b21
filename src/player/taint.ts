import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import { located, origins } from '../protocol/origins.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

/** Warns of what makes a guest hard to support, just before it comes into being (qemuDomainObjCheckTaint). */
export function warnOfTaints(
  { log, profile, guestsAsRoot }: Services,
  { rewritten = false }: Scene,
  domain: Domain,
): void {
  const { definition, status, driver } = domain;
  if (driver !== 'qemu' || !isActive(status)) return;
  const { name, uuid } = definition;
  const who = `Domain id=${status.id} name='${name}' uuid=${uuid}`;
  const taints = [...(guestsAsRoot ? ['high-privileges'] : []), ...(rewritten ? ['hook-script'] : [])];
  for (const taint of taints)
    log({ level: 'warning', text: `${located(profile, origins.taint)} : ${who} is tainted: ${taint}` });
}
