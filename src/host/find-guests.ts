import { basename, dirname } from 'node:path';
import { parseDomainXml, withOwnCpu } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { keptCpu } from '../domain/live-text.ts';
import type { Guest } from '../domain/runner/index.ts';
import type { DomainStatus } from '../domain/status.ts';
import { type KeptStatus, lacksMonitor, readStatusFile } from '../domain/status-file.ts';
import {
  logError,
  newProgress,
  playScore,
  reconnectPorts,
  type Scene,
  type Services,
  settle,
  specOf,
  watchGuest,
} from '../player/index.ts';
import { located, origins } from '../protocol/origins.ts';
import { monitorPath, statusDirectory } from '../protocol/paths.ts';
import type { ScoreName } from '../protocol/profiles/index.ts';
import type { DomainDriver, ShutoffReason } from '../protocol/vocabulary.ts';
import type { Store } from '../store/store.ts';
import { eachKept } from './kept-files.ts';
import { recoveryOf } from './recovery.ts';

/** Guests that ran when the daemon ended (qemuProcessReconnect, virLXCProcessReconnectDomain). */
export async function findGuests(services: Services, store: Store, driver: DomainDriver): Promise<void> {
  const kept = { store, directory: statusDirectory(services.paths, driver), reader: 'virDomainObjListLoadAllConfigs' };
  await eachKept(services, kept, (text, file) => findGuest(services, driver, text, file));
}

async function findGuest(services: Services, driver: DomainDriver, text: string, file: string): Promise<void> {
  if (lacksMonitor(text)) return sayNoMonitor(services, basename(file, '.xml'));
  const kept = readStatusFile(text);
  if (!kept) throw new Error('it is no status file');
  const domain = known(services, driver, kept);
  const cpu = keptCpu(text);
  if (cpu !== undefined) domain.definition = withOwnCpu(domain.definition, cpu);
  services.unasked(lookAfter(services, domain, kept));
}

/** The file stays where it is, until the guest is started again. */
function sayNoMonitor({ log, profile }: Services, name: string): void {
  const say = (origin: string, text: string) => log({ level: 'error', text: `${located(profile, origin)} : ${text}` });
  say(origins.noMonitorPath, 'internal error: no monitor path');
  say(origins.loadAllConfigs, `Failed to load config for domain '${name}'`);
}

/** Each guest by itself, and nobody else meanwhile: others are answered while its hook runs (qemuProcessReconnectHelper). */
async function lookAfter(services: Services, domain: Domain, kept: KeptStatus): Promise<void> {
  const release = await domain.lock.acquire('reconnect');
  try {
    const guest = await services.runner.find(specOf(domain), kept.pid);
    if (guest) await reconnect(services, domain, kept, guest);
    else await foundDead(services, domain, kept);
  } catch (error) {
    logError(services, error);
  } finally {
    release();
  }
}

function known({ registry, random }: Services, driver: DomainDriver, { xml, id, taints }: KeptStatus): Domain {
  const definition = parseDomainXml(xml, { driver, random, live: true });
  const domain = registry.byUuid(driver, definition.uuid) ?? registry.add(definition);
  const status: DomainStatus = { state: 'paused', reason: 'unknown', id };
  registry.reserve(driver, id);
  return Object.assign(domain, { definition, lastId: id, status, taints, appearance: { reconnected: true } });
}

/**
 * Its process is gone: `stopped` and `release` run, nothing else (recording 3i-libvirtd-B-KILL-direct), also where they had
 * begun already. Then libvirt no longer knows why (qemuProcessReconnect; recordings 6k-A-stopped-*-A-KILL).
 */
async function foundDead(services: Services, domain: Domain, { job, leaving, id }: KeptStatus): Promise<void> {
  const { name } = domain.definition;
  const text = `domain ${name} ran when the daemon ended; its process is gone`;
  services.journal.write({ kind: 'fault', fault: 'found dead', domain: name, text });
  const left = leaving && domain.driver === 'qemu';
  if (left) sayNoKey(services, dirname(monitorPath(services.paths, { driver: domain.driver, id, name })));
  await play(services, domain, 'found dead', left ? 'unknown' : job === 'migration in' ? 'failed' : 'crashed');
}

/** What qemuProcessStop takes away first is what libvirt misses then. */
function sayNoKey({ log, profile }: Services, directory: string): void {
  const text = `internal error: domain master key file doesn't exist in ${directory}`;
  log({ level: 'error', text: `${located(profile, origins.masterKey)} : ${text}` });
}

/** The guest lives: what it was in the middle of is settled, then its `reconnect` hook may still refuse it. */
async function reconnect(services: Services, domain: Domain, kept: KeptStatus, guest: Guest): Promise<void> {
  const { lostReason } = services.profile;
  domain.status = await statusFound(domain, kept, guest);
  watchGuest(services, domain, guest, kept.id);
  await reconnectPorts(services, domain);
  const recovery = recoveryOf(kept);
  if (recovery === 'kill') return play(services, domain, 'found dead', lostReason);
  if (recovery) {
    await guest.resume();
    domain.status = { state: 'running', reason: recovery, id: kept.id, guest };
  }
  await play(services, domain, 'reconnect', lostReason);
  await services.keeper.status(domain);
}

async function play(services: Services, domain: Domain, score: ScoreName, cause: ShutoffReason): Promise<void> {
  const { driver, definition } = domain;
  const scene: Scene = { domain, driver, name: definition.name, cause, progress: newProgress() };
  await playScore(services, scene, score);
  await settle(services, domain);
}

/** The guest's own word counts where it differs from what the daemon last knew; a container's reason is not kept (recording 7e-lxc-restart-daemon). */
async function statusFound({ driver }: Domain, { id, status }: KeptStatus, guest: Guest): Promise<DomainStatus> {
  const { activity } = await guest.inspect();
  if (driver === 'lxc') return { state: activity === 'running' ? 'running' : 'paused', reason: 'unknown', id, guest };
  if (activity === 'running')
    return { state: 'running', reason: status.state === 'running' ? status.reason : 'unpaused', id, guest };
  return { state: 'paused', reason: status.state === 'paused' ? status.reason : 'unknown', id, guest };
}
