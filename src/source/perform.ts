import { sleep } from '../clock/index.ts';
import { formatDomainXml, parseDomainXml } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
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
import { rowsOf, stepsOf } from '../protocol/arrange.ts';
import { parseCookie } from '../protocol/cookie.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { ParamsOf, ResultOf } from '../protocol/messages.ts';
import { checkTuning } from '../protocol/migration-tuning.ts';
import { conductorGone } from './conductor-gone.ts';
import { copyTo } from './copy.ts';
import type { OutgoingState } from './migration.ts';
import { close, cookieOf, domainOf, migrationOf, phase, type Role } from './role.ts';

const api = 'DomainMigratePerform3Params';
type Params = ParamsOf<typeof api>;

/**
 * Perform: the guest's state crosses. It is paused for the last part; if that cannot be delivered it runs on here. In
 * protocol 2, conducted by the client, the source's `stopped` hook is part of this call.
 */
export async function perform(role: Role, params: Params, signal?: AbortSignal): Promise<ResultOf<typeof api>> {
  checkTuning({ profile: role.services.profile, party: 'source', flags: params.flags, tuning: params });
  const domain = domainOf(role, params);
  const migration = migrationOf(role, domain);
  if (migration.performed || migration.job.phase !== 'begin')
    throw new LibvirtError('operation invalid', `domain '${domain.definition.name}' is not being migrated`, 'qemu');
  role.services.journal.heard(parseCookie(params.cookie).known);
  return locked(role.services, domain, { api, connection: role.connection, ifGone: 'go on' }, (held) =>
    phase(role, domain, 'perform', {}, async () => {
      Object.assign(migration.job, { phase: 'perform', api, discard: undefined });
      const kept = persistentXml(domain, params);
      await playAll(role, migration, held, params, signal);
      return { cookie: cookieOf(role, domain, kept) };
    }),
  );
}

/** What `--persistent` keeps there is what the guest has here for its next start (qemuMigrationCookieAddPersistent). */
const persistentXml = ({ definition, persistent = definition }: Domain, { flags }: Params): string | undefined =>
  flags.includes('persistent') ? formatDomainXml(persistent, { kind: 'inactive', secure: true }) : undefined;

/** @throws LibvirtError for a `--persistent-xml` that is no domain's, before anything crosses. */
function checkPersistent({ services: { random } }: Role, { driver }: Domain, { persistentXml }: Params): void {
  if (persistentXml !== undefined) parseDomainXml(persistentXml, { driver, random });
}

async function playAll(role: Role, migration: OutgoingState, held: Held, params: Params, signal?: AbortSignal) {
  const { services } = role;
  const { domain, progress, score } = migration;
  Object.assign(migration.scene, {
    unlocked: held.unlocked,
    copy: () => {
      checkPersistent(role, domain, params);
      return copyTo(services, migration, params, signal);
    },
  });
  const { before, after } = rowsOf(score, 'source', 'perform');
  const performer = createPerformer(services, migration.scene);
  const failure =
    (await playRows({ rows: before, performer, progress })) ??
    (await playRows({ rows: after, performer, progress, final: true }));
  migration.performed = !failure;
  migration.job.postcopy = () => progress.handedOver;
  if (!failure) await keepPerformed(services, migration);
  if (failure) await held.unlocked(() => sleep(services.clock, noticeMs));
  if (failure) logError(services, isActive(domain.status) ? failure : guestGone());
  if (failure || isLastStep(migration)) {
    close(role, migration);
    await settle(services, domain);
  } else awaitConfirm(role, migration);
  if (failure) throw isActive(domain.status) ? failure : markLogged(guestGone());
}

/** A daemon that comes back must know that the guest's state has crossed. */
async function keepPerformed({ keeper }: Services, { domain, job }: OutgoingState): Promise<void> {
  job.performed = true;
  await keeper.status(domain);
}

/** Milliseconds until libvirt hears that QEMU's migration has ended (recordings 3g-*, 3h-*): the other end knows by then. */
const noticeMs = 90;

/** From here on the conductor alone knows how it ends; if it is gone already, nobody ever will. */
function awaitConfirm(role: Role, migration: OutgoingState): void {
  migration.job.discard = () => close(role, migration);
  migration.forgetConnection();
  migration.forgetConnection = role.connection.onClose(() => conductorGone(role, migration));
}

/** Whether this score has no Confirm: then the source is done with Perform. */
const isLastStep = ({ score }: OutgoingState) =>
  !stepsOf(score).some(({ side, phase: name }) => side === 'source' && name === 'confirm');

/** virDomainObjWait's, whose domain keeps it from being taken for a vague one (which-error.ts). */
const guestGone = () => new LibvirtError('operation failed', 'domain is not running', 'domain config');
