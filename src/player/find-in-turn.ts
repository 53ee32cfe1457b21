import type { Definition } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import type { Caller } from './caller.ts';
import { locked } from './locked.ts';
import type { Services } from './services.ts';

/**
 * The domain that a definition belongs to, or undefined when it is new. What has its uuid or name is looked at under its
 * lock (virDomainObjListAdd), so a hook of that guest is waited for.
 * @throws LibvirtError (operation failed) when its name or uuid belongs to another domain.
 */
export async function findInTurn(
  services: Services,
  definition: Definition,
  caller: Caller,
): Promise<Domain | undefined> {
  const { registry } = services;
  const { driver, uuid, name } = definition;
  const there = registry.byUuid(driver, uuid) ?? registry.byName(driver, name);
  if (there) await locked(services, there, { ...caller, ifGone: 'go on' }, async () => undefined);
  return registry.find(definition);
}
