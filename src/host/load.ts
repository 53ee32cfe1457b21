import { join } from 'node:path';
import { parseDomainXml } from '../domain/definition/index.ts';
import { readStatusFile } from '../domain/status-file.ts';
import { newProgress, playScore, type Scene, type Services, settle } from '../player/index.ts';
import { autostartDirectory, configDirectory, managedSavePath, statusDirectory } from '../protocol/paths.ts';
import { type DomainDriver, domainDrivers } from '../protocol/vocabulary.ts';
import type { Store } from '../store/store.ts';

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
  for (const file of await xmlFiles(store, configDirectory(paths, driver))) {
    await tolerating(
      services,
      join(configDirectory(paths, driver), file),
      async (text) => {
        const definition = parseDomainXml(text, { driver, random: services.random });
        const domain = registry.find(definition) ?? registry.add(definition);
        domain.persistent = definition;
        domain.autostart = marked.has(file);
        domain.managedSave = (await store.read(managedSavePath(paths, driver, definition.name))) !== undefined;
        if (domain.managedSave) domain.status = { state: 'shutoff', reason: 'saved' };
      },
      store,
    );
  }
}

const xmlFiles = async (store: Store, directory: string) =>
  (await store.list(directory)).filter((name) => name.endsWith('.xml'));

/** A file that cannot be read or makes no sense is named in the log; the others still count. */
async function tolerating(
  { log, journal }: Services,
  path: string,
  use: (text: string) => Promise<void>,
  store: Store,
): Promise<void> {
  try {
    const content = await store.read(path);
    if (content) await use(Buffer.from(content).toString('utf8'));
  } catch (error) {
    const text = `${path} was left alone: ${error instanceof Error ? error.message : error}`;
    log({ level: 'error', text: `virDomainObjListLoadAllConfigs : ${text}` });
    journal.write({ kind: 'fault', fault: 'broken file', text });
  }
}

/**
 * Guests that ran when the daemon ended. One whose process is gone is found dead: `stopped` and `release` run, nothing
 * else (recording 3i-libvirtd-B-KILL-direct).
 */
async function findGuests(services: Services, store: Store, driver: DomainDriver): Promise<void> {
  const directory = statusDirectory(services.paths, driver);
  for (const file of await xmlFiles(store, directory))
    await tolerating(services, join(directory, file), (text) => foundDead(services, driver, text), store);
}

async function foundDead(services: Services, driver: DomainDriver, text: string): Promise<void> {
  const kept = readStatusFile(text);
  if (!kept) throw new Error('it is no status file');
  const definition = parseDomainXml(kept.xml, { driver, random: services.random });
  const { registry, journal } = services;
  const domain = registry.byUuid(driver, definition.uuid) ?? registry.add(definition);
  const { name } = definition;
  Object.assign(domain, { definition, lastId: kept.id, status: { state: 'paused', reason: 'unknown', id: kept.id } });
  journal.write({
    kind: 'fault',
    fault: 'found dead',
    domain: name,
    text: `domain ${name} ran when the daemon ended; its process is gone`,
  });
  const cause = kept.phase === 'prepare' || kept.phase === 'finish' ? 'failed' : 'crashed';
  const scene: Scene = { domain, driver, name, cause, progress: newProgress() };
  await playScore(services, scene, 'found dead');
  await settle(services, domain);
}
