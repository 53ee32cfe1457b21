import { alreadyActive } from '../../domain/already-active.ts';
import { checkAbiStable, type Definition } from '../../domain/definition/index.ts';
import type { Domain } from '../../domain/domain.ts';
import { readSavedHead, type SavedGuest } from '../../domain/save-file.ts';
import { isActive } from '../../domain/status.ts';
import {
  domainOf,
  type Held,
  lateLock,
  logError,
  newProgress,
  playScore,
  type Scene,
  type Services,
  settle,
  specOf,
} from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { errorLine, located, origins } from '../../protocol/origins.ts';
import { managedSavePath } from '../../protocol/paths.ts';
import type { ScoreFlag } from '../../protocol/score.ts';
import type { Context, Handler } from '../context.ts';
import { refuseLxc } from '../refuse-lxc.ts';
import { parseSaved, savedGuest } from './save-image.ts';

/** Starts a guest from a file; the `restore` hook may rewrite its XML first (1.2.9). */
export const restore: Handler<'DomainRestore'> = async (context, { driver, path, xml, restored }) => {
  const { services } = context;
  refuseLxc(driver, 'virDomainRestore');
  const saved = await savedGuest(services, path);
  const definition = parseSaved(services, driver, saved.xml);
  const wasRunning = restored ? restored === 'running' : saved.wasRunning;
  await playRestore(context, { saved: { ...saved, wasRunning }, path, definition, xml: xml ?? saved.xml });
  return {};
};

/** The same for a start that finds a managed image, which is dropped only once the guest runs. */
export async function restoreManaged(context: Context, domain: Domain, held: Held, paused = false): Promise<void> {
  const { services } = context;
  const file = await services.keeper.managed(domain);
  if (!file) throw new LibvirtError('operation failed', 'managed save image is missing', 'qemu');
  const saved = readSavedHead(file);
  const definition = parseSaved(services, domain.driver, saved.xml);
  const path = services.keeper.managedPath(domain);
  await playRestore(context, { saved, path, definition, xml: saved.xml, domain, held, paused }).catch((error) => {
    logError(services, error);
    services.log({ level: 'warning', text: notRestored(services, domain) });
    throw error;
  });
  domain.managedSave = false;
  await services.keeper.dropManaged(domain);
}

/** The image is kept, whatever the reason (recording 2d-managedsave-restore-hook-fails). */
function notRestored({ profile, paths }: Services, { driver, definition }: Domain): string {
  const path = managedSavePath(paths, driver, definition.name);
  return `${located(profile, origins.managedSave)} : Unable to restore from managed state ${path}. Maybe the file is corrupted?`;
}

interface Restoring {
  readonly saved: SavedGuest;
  readonly path: string;
  readonly definition: Definition;
  readonly xml: string;
  /** Set for a managed save: the domain whose lock is held already. */
  readonly domain?: Domain;
  readonly held?: Held;
  /** The caller wants it paused, whatever it was. */
  readonly paused?: boolean;
}

async function playRestore({ services, connection }: Context, restoring: Restoring): Promise<void> {
  const { definition, saved, path, xml, held, paused } = restoring;
  const lock = lateLock(services, { api: 'DomainRestore', connection });
  const scene: Scene = {
    domain: undefined,
    driver: definition.driver,
    name: definition.name,
    cause: 'failed',
    progress: newProgress(),
    incoming: true,
    filtered: xml,
    async admit(filtered) {
      const domain = admit(services, restoring, filtered);
      if (!held) await lock.hold(domain);
      return domain;
    },
    launch: () => services.runner.load(specOf(domainOf(scene)), { path, offset: saved.offset }),
    unlocked: (held ?? lock).unlocked,
  };
  try {
    const failure = await playScore(services, scene, 'restore', restoreFlags(saved, paused));
    if (scene.domain) await settle(services, scene.domain);
    if (failure) throw failure;
  } finally {
    lock.leave();
  }
}

const restoreFlags = ({ wasRunning }: SavedGuest, paused = false): readonly ScoreFlag[] => [
  ...(paused || !wasRunning ? (['paused'] as const) : []),
  ...(paused ? (['on request'] as const) : []),
];

/** What the caller gave or the `restore` hook printed must still be the guest that was saved, and that must not run yet. */
function admit(services: Services, { definition, saved, domain }: Restoring, xml = saved.xml): Domain {
  const changed = xml === saved.xml ? definition : parseSaved(services, definition.driver, xml);
  checkTwice(services, definition, changed);
  const known = domain ?? services.registry.find(changed);
  if (known && known !== domain && isActive(known.status)) throw alreadyActive(known);
  const found = known ?? services.registry.add(changed);
  found.definition = changed;
  return found;
}

/** A guest that cannot be loaded so is tried again in its migratable form: both attempts are logged (recording 2c-*). */
function checkTwice({ log, profile }: Services, saved: Definition, changed: Definition): void {
  try {
    checkAbiStable(saved, changed);
  } catch (error) {
    if (error instanceof LibvirtError) log(errorLine(profile, error));
    throw error;
  }
}
