import { attribute, find } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import { located, origins } from '../protocol/origins.ts';
import { noteInGuestLog } from './guest-log.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

/**
 * Warns of what makes a guest hard to support, in libvirt's log and the guest's own, just before it comes into being
 * (qemuDomainObjCheckTaint).
 */
export async function warnOfTaints(
  services: Services,
  { rewritten = false, incoming }: Scene,
  domain: Domain,
): Promise<void> {
  const { log, profile, guestsAsRoot } = services;
  const { definition, status, driver } = domain;
  if (driver !== 'qemu' || !isActive(status)) return;
  const { name, uuid } = definition;
  const hostCpu = /^(host-passthrough|maximum)$/.test(attribute(find(definition.tree, 'cpu'), 'mode') ?? '');
  const isSo = { 'high-privileges': guestsAsRoot, 'hook-script': rewritten, 'host-cpu': Boolean(incoming) && hostCpu };
  domain.taints = profile.taints.filter((taint) => isSo[taint]);
  for (const by of domain.taints) {
    const who = `Domain id=${status.id} name='${name}' uuid=${uuid}`;
    log({ level: 'warning', text: `${located(profile, origins.taint)} : ${who} is tainted: ${by}` });
    await noteInGuestLog(services, domain, { what: 'tainted', by });
  }
}
