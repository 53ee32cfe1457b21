import { sleep } from '../clock/index.ts';
import { refOf } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import {
  createPerformer,
  type Held,
  locked,
  logError,
  markLogged,
  playRows,
  type Services,
  settle,
} from '../player/index.ts';
import { rowsOf } from '../protocol/arrange.ts';
import { formatCookie, parseCookie } from '../protocol/cookie.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { ParamsOf, ResultOf } from '../protocol/messages.ts';
import type { IncomingState } from './migration.ts';
import { persistentDefinition } from './persistent.ts';
import { undoPrepare } from './prepare.ts';
import { close, phase, type Role } from './role.ts';

const api = 'DomainMigrateFinish3Params';
type Params = ParamsOf<typeof api>;
type Result = ResultOf<typeof api>;

/**
 * Finish: the guest runs here, or, cancelled, it goes again with its hooks. Only a prepared migration can be finished.
 * @throws LibvirtError when there is none, when the guest died meanwhile, or when it cannot be resumed.
 */
export async function finish(role: Role, params: Params): Promise<Result> {
  const { services } = role;
  const migration = guard(role, params);
  if (params.cookie) services.journal.heard(parseCookie(params.cookie).known);
  migration.finishing = true;
  migration.job.discard = undefined;
  if (params.cancelled) await lastBreath(services, migration);
  const { domain } = migration;
  const work = (held?: Held) => {
    if (held) migration.scene.unlocked = held.unlocked;
    return phase(role, params, 'finish', { cancelled: params.cancelled }, () =>
      conclude(role, params, migration),
    ).finally(migration.leave);
  };
  return domain ? locked(services, domain, { api, connection: role.connection, ifGone: 'go on' }, work) : work();
}

/** Which phase may arrive now: Finish once, after a Prepare that succeeded (qemuMigrationJobIsActive). */
function guard({ services, incoming, lastWords }: Role, { driver, name }: Params): IncomingState {
  const migration = incoming.get(name);
  if (migration && !migration.finishing) return migration;
  const words = lastWords.take(name);
  if (words) throw new LibvirtError('internal error', words, 'qemu');
  if (!services.registry.byName(driver, name))
    throw new LibvirtError('no domain', `no domain with matching name '${name}'`, 'qemu');
  throw new LibvirtError('operation invalid', `domain '${name}' is not processing incoming migration`, 'qemu');
}

async function conclude(role: Role, params: Params, migration: IncomingState): Promise<Result> {
  const { services } = role;
  const { scene, progress, score } = migration;
  if (params.cancelled) {
    const died = diedMeanwhile(role, params, migration);
    await undoPrepare(role, params.name, migration);
    if (died?.is('internal error')) throw markLogged(died);
    sayAborted(services);
    return { domain: null, cookie: cookieOf(role, migration) };
  }
  migration.job.phase = 'finish';
  // A guest that was off is kept as it came.
  if (!params.flags.includes('offline'))
    scene.persistent = persistentDefinition(services, scene, {
      persistentXml: params.persistentXml ?? sentDefinition(params),
    });
  progress.postcopy = await isPartlyHere(scene);
  const performer = createPerformer(services, scene);
  const { before, after } = rowsOf(score, 'destination', 'finish');
  const failure =
    diedMeanwhile(role, params, migration) ??
    (await playRows({ rows: before, performer, progress })) ??
    (await playRows({ rows: after, performer, progress, final: true }));
  if (failure) throw await failed(role, params, migration, failure);
  close(role, params.name, migration);
  if (scene.domain) await settle(services, scene.domain);
  return { domain: scene.domain ? refOf(scene.domain) : null, cookie: cookieOf(role, migration) };
}

/**
 * The source gave up: a guest whose stream broke dies of it, by itself, before it is stopped (qemuDomainCheckMonitor). One
 * that never had a stream goes on waiting.
 */
async function lastBreath({ clock }: Services, { scene: { arriving } }: IncomingState): Promise<void> {
  const over = arriving?.arrived.then(
    () => undefined,
    () => undefined,
  );
  if (over) await Promise.race([over, sleep(clock, breathMs)]);
}
const breathMs = 100;

/** What the source has for the guest's next start, as Perform told it. */
const sentDefinition = ({ cookie }: Params) => (cookie === '' ? undefined : parseCookie(cookie).persistent);

/** A cancelled Finish that went well is told, and logged, as an error of its own (VIR_ERR_MIGRATE_FINISH_OK). */
function sayAborted(services: Services): void {
  if (services.profile.logsCancelledFinish)
    logError(services, new LibvirtError('migrate finish ok', 'migration successfully aborted', 'qemu'));
}

/** Whether the guest may run although a part of its memory still comes. */
async function isPartlyHere({ arriving }: IncomingState['scene']): Promise<boolean> {
  const snapshot = await arriving?.pause().catch(() => undefined);
  return snapshot?.partly === true;
}

function diedMeanwhile({ lastWords }: Role, { name }: Params, { domain }: IncomingState): LibvirtError | undefined {
  if (!domain || domain.persistent || isActive(domain.status)) return undefined;
  const words = lastWords.take(name);
  return words
    ? new LibvirtError('internal error', words, 'qemu')
    : new LibvirtError('no domain', `no domain with matching name '${name}'`, 'qemu');
}

/** Whatever of the guest is still here stays if nothing can be undone any more (protocol 2: paused, facts design). */
async function failed(
  role: Role,
  { name }: Params,
  migration: IncomingState,
  failure: LibvirtError,
): Promise<LibvirtError> {
  const { after } = rowsOf(migration.score, 'destination', 'finish');
  if (after.length > 0) close(role, name, migration);
  else await undoPrepare(role, name, migration);
  return failure;
}

const cookieOf = ({ services }: Role, { scene }: IncomingState) =>
  formatCookie(
    {
      name: scene.name,
      uuid: scene.domain?.definition.uuid ?? '',
      hostName: services.host,
      hostUuid: services.profile.migrationProtocol === 3 ? services.hostUuid : undefined,
    },
    services.journal.known(),
  );
