import {
  checkAbiStable,
  type Definition,
  formatDomainXml,
  parseDomainXml,
  withDefaults,
} from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { savedHead } from '../domain/save-file.ts';
import { isActive } from '../domain/status.ts';
import { type Change, domainOf, guestOf } from './guest-change.ts';
import { noteInGuestLog } from './guest-log.ts';
import { savingJob } from './saved-job.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

/**
 * The guest's process ends and the domain is off, for the scene's cause. What a migration or a saved image still needs
 * of it is gone too.
 */
export const stop: Change = async (services, scene) => {
  const domain = domainOf(scene);
  if (!isActive(domain.status)) return undefined;
  const { guest } = domain.status;
  await services.keeper.leaving(domain, { destroyed: scene.destroyed === true && domain.driver === 'qemu' });
  domain.status = { state: 'shutoff', reason: scene.cause };
  domain.taints = [];
  domain.job?.discard?.();
  await guest?.kill();
  await noteInGuestLog(services, domain, { what: 'shutting down', reason: scene.cause });
  return undefined;
};

/** Keeps the definition for the next start. */
export const persist: Change = async ({ keeper }, scene) => {
  scene.domain ??= await scene.admit?.(scene.filtered);
  const domain = domainOf(scene);
  scene.redefined = domain.persistent !== undefined;
  domain.persistent = scene.persistent ?? domain.definition;
  await keeper.config(domain);
  return undefined;
};

/** The paused guest's memory and devices go into a file. */
export const write: Change = async (services, scene) => {
  const { keeper } = services;
  const domain = domainOf(scene);
  const { restored, path } = scene.save ?? {};
  const xml = formatDomainXml(savedDefinition(services, domain, scene), { kind: 'migratable' });
  const wasRunning = restored ? restored === 'running' : scene.progress.paused;
  if (path !== undefined) await keeper.checkRoom(path);
  const { guest } = guestOf(domain);
  await savingJob(services, domain, 'Save', guest, () =>
    guest.save(path ?? keeper.managedPath(domain), savedHead({ xml, wasRunning })),
  );
  domain.managedSave = path === undefined;
  return undefined;
};

/** The guest as it is, or as the caller wants it to come back (qemuDomainSaveInternal). */
function savedDefinition({ random }: Services, { definition, driver }: Domain, { save }: Scene): Definition {
  if (save?.xml === undefined) return definition;
  const wanted = withDefaults(parseDomainXml(save.xml, { driver, random }));
  checkAbiStable(definition, wanted);
  return wanted;
}

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
