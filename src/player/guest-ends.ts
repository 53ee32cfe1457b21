import { formatDomainXml } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { savedHead } from '../domain/save-file.ts';
import { isActive } from '../domain/status.ts';
import { type Change, domainOf, guestOf } from './guest-change.ts';
import { noteInGuestLog } from './guest-log.ts';

/**
 * The guest's process ends and the domain is off, for the scene's cause. What a migration or a saved image still needs
 * of it is gone too.
 */
export const stop: Change = async (services, scene) => {
  const domain = domainOf(scene);
  if (!isActive(domain.status)) return undefined;
  const { guest } = domain.status;
  domain.status = { state: 'shutoff', reason: scene.cause };
  await guest?.kill();
  await noteInGuestLog(services, domain, { what: 'shutting down', reason: scene.cause });
  return undefined;
};

/** Keeps the definition for the next start. */
export const persist: Change = async ({ keeper }, scene) => {
  scene.domain ??= await scene.admit?.(scene.filtered);
  const domain = domainOf(scene);
  domain.persistent = scene.persistent ?? domain.definition;
  await keeper.config(domain);
  return undefined;
};

/** The paused guest's memory and devices go into a file. */
export const write: Change = async ({ keeper }, scene) => {
  const domain = domainOf(scene);
  const xml = formatDomainXml(domain.definition, { kind: 'migratable' });
  const head = savedHead({ xml, wasRunning: scene.progress.paused });
  await guestOf(domain).guest.save(scene.savePath ?? keeper.managedPath(domain), head);
  domain.managedSave = !scene.savePath;
  return undefined;
};

export const undefine: Change = async ({ keeper }, scene) => {
  const domain = domainOf(scene);
  domain.persistent = undefined;
  await forget(keeper, domain);
  return undefined;
};

/** Removes every file that made the domain persistent. */
export async function forget(
  keeper: { config(domain: Domain): Promise<void>; autostart(domain: Domain): Promise<void> },
  domain: Domain,
): Promise<void> {
  await keeper.config(domain);
  domain.autostart = false;
  await keeper.autostart(domain);
}
