import { parseDomainXml } from '../domain/definition/index.ts';
import type { Services } from '../player/index.ts';
import { autostartDirectory, configDirectory, managedSavePath } from '../protocol/paths.ts';
import { type DomainDriver, domainDrivers } from '../protocol/vocabulary.ts';
import type { Store } from '../store/store.ts';
import { findGuests } from './find-guests.ts';
import { eachKept } from './kept-files.ts';

/** Brings back what an earlier life of the daemon kept: definitions, autostart marks, and guests that ran. */
export async function loadDomains(services: Services, store: Store): Promise<void> {
  for (const driver of domainDrivers) {
    await loadDefinitions(services, store, driver);
    await findGuests(services, store, driver);
  }
}

async function loadDefinitions(services: Services, store: Store, driver: DomainDriver): Promise<void> {
  const { paths, registry } = services;
  const marked = new Set(await store.list(autostartDirectory(paths, driver)));
  const kept = { store, directory: configDirectory(paths, driver), reader: 'virDomainObjListLoadAllConfigs' };
  await eachKept(services, kept, async (text, file) => {
    const definition = parseDomainXml(text, { driver, random: services.random });
    const domain = registry.find(definition) ?? registry.add(definition);
    domain.persistent = definition;
    domain.autostart = marked.has(file);
    domain.managedSave = (await store.read(managedSavePath(paths, driver, definition.name))) !== undefined;
  });
}
