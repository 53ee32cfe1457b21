import { checkAbiStable, formatDomainXml, parseDomainXml } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { openJob } from '../domain/job.ts';
import { isActive } from '../domain/status.ts';
import { createPerformer, locked, logError, modifying, newProgress, playRows, type Scene } from '../player/index.ts';
import { arrange, rowsOf } from '../protocol/arrange.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { ParamsOf, ResultOf } from '../protocol/messages.ts';
import { flagBits, migrationScore, scoreFlags } from '../protocol/migration-flags.ts';
import { conductorGone } from './conductor-gone.ts';
import { checkCopiedDisks } from './copied-disks.ts';
import type { OutgoingState } from './migration.ts';
import { close, cookieOf, domainOf, phase, type Role } from './role.ts';

type Params = ParamsOf<'DomainMigrateBegin3Params'>;
const api = 'DomainMigrateBegin3Params';

/**
 * Begin: opens the job that protects the guest from changes and describes it for the destination. No hook runs here.
 * @throws LibvirtError when the guest cannot be migrated; the destination has not heard of it yet.
 */
export async function begin(role: Role, params: Params): Promise<ResultOf<typeof api>> {
  const domain = domainOf(role, params);
  refuseDriver(domain);
  await locked(role.services, domain, { api, connection: role.connection }, async () => refuse(role, domain, params));
  return modifying(role.services, domain, { api, connection: role.connection }, async () => {
    refuse(role, domain, params);
    sayUnsupportedCopy(role, params);
    checkCopiedDisks(domain, params);
    const { score, flags } = scoreFor(role, domain, params);
    return phase(role, domain, 'begin', { score: migrationScore(params.flags), flags }, async () => {
      const xml = describe(role, domain, params);
      const migration = open(role, domain, score, params);
      migration.scene.filtered = xml;
      const failure = await playRows({
        rows: rowsOf(score, 'source', 'begin').before,
        performer: createPerformer(role.services, migration.scene),
        progress: migration.progress,
      });
      if (failure) {
        close(role, migration);
        throw failure;
      }
      return { xml, cookie: cookieOf(role, domain) };
    });
  });
}

/** No libvirt driver but qemu migrates here; the client library says so (recording 7e-lxc-migrate). */
function refuseDriver({ driver }: Domain): void {
  if (driver !== 'qemu') throw new LibvirtError('no support', 'virDomainMigrate3', 'none');
}

function refuse({ services }: Role, domain: Domain, { flags }: Params): void {
  const { name } = domain.definition;
  refusePostcopy(services.profile, flags);
  if (flags.includes('postcopy-resume')) throw invalid(`domain '${name}' is not being migrated`);
  if (flags.includes('zerocopy') && !flags.includes('parallel'))
    throw invalid('zero-copy is only available for parallel migration');
  if (domain.job?.operation === 'Outgoing migration')
    throw invalid(`another migration job is already running for domain '${name}'`);
  if (flags.includes('offline')) refuseOffline(flags);
  if (!flags.includes('offline') && !isActive(domain.status)) throw invalid('domain is not running');
}

/** libvirt says so and goes on, where no disk is to be copied (recording 3b-tunnelled-copy). */
function sayUnsupportedCopy({ services }: Role, { flags }: Params): void {
  if (!flags.includes('tunnelled') || !flags.some((flag) => flag === 'copy-storage-all' || flag === 'copy-storage-inc'))
    return;
  const text = 'migration of non-shared storage is not supported with tunnelled migration and this QEMU';
  logError(services, new LibvirtError('operation unsupported', text, 'qemu'));
}

function refuseOffline(flags: Params['flags']): void {
  if (flags.includes('copy-storage-all') || flags.includes('copy-storage-inc'))
    throw invalid('offline migration cannot handle non-shared storage');
  if (!flags.includes('persistent')) throw invalid('offline migration must be specified with the persistent flag set');
  if (flags.includes('tunnelled')) throw invalid('tunnelled offline migration does not make sense');
}

/** virCheckFlags of a release that does not know the flag; qemuMigrationSrcBeginPhase of one that does. */
function refusePostcopy({ refusesPostcopy }: Role['services']['profile'], flags: Params['flags']): void {
  if (!flags.includes('postcopy')) return;
  if (refusesPostcopy !== undefined) {
    const bits = flagBits(['postcopy']).toString(16);
    throw new LibvirtError('invalid argument', `unsupported flags (0x${bits}) in function ${refusesPostcopy}`, 'qemu');
  }
  if (!flags.includes('live') || flags.includes('suspend'))
    throw unsupported('post-copy migration is not supported with non-live or paused migration');
  if (flags.includes('tunnelled')) throw unsupported('post-copy is not supported with tunnelled migration');
}

const unsupported = (detail: string) => new LibvirtError('argument unsupported', detail, 'qemu');
const invalid = (detail: string) => new LibvirtError('operation invalid', detail, 'qemu');

function scoreFor({ services }: Role, domain: Domain, params: Params) {
  const { profile } = services;
  const flags = scoreFlags(params.flags, domain.status.state === 'paused');
  const score = profile.scores[domain.driver][migrationScore(params.flags)];
  return { score: arrange(score, { profile, driver: domain.driver, flags }), flags };
}

/** The XML the destination will get: the guest's own, or the caller's after a check that the guest cannot tell. */
function describe({ services }: Role, domain: Domain, { xml }: Params): string {
  if (xml === undefined) return formatDomainXml(domain.definition, { kind: 'migratable' });
  const given = parseDomainXml(xml, { driver: domain.driver, random: services.random });
  checkAbiStable(domain.definition, given);
  return formatDomainXml(given, { kind: 'migratable' });
}

/** Perform may find that nobody wants it any more, or that the guest went with the job. In protocol 2 there is no job yet. */
function waitForPerform(role: Role, migration: OutgoingState, { flags }: Params): void {
  const { job } = migration;
  job.suspended = () => noteSuspended(migration);
  if (role.services.profile.migrationProtocol === 2) return;
  job.abort = () => {
    job.unwanted = true;
  };
  if (!flags.includes('p2p')) job.discard = () => close(role, migration);
}

/** A guest that ran when this began runs on, whoever stopped it (qemuMigrationSrcRestoreDomainState; recordings 6v-suspend-abort-*). */
function noteSuspended({ score, progress }: OutgoingState): void {
  progress.suspended = true;
  const rows = rowsOf(score, 'source', 'perform').before;
  progress.entered.push(...rows.filter((row) => !progress.entered.includes(row)));
}

function open(role: Role, domain: Domain, score: OutgoingState['score'], params: Params): OutgoingState {
  const { clock } = role.services;
  const job = openJob('Outgoing migration', api, clock.monotonic(), flagBits(params.flags));
  const progress = newProgress();
  const scene: Scene = { domain, driver: domain.driver, name: domain.definition.name, cause: 'migrated', progress };
  const migration: OutgoingState = {
    domain,
    job,
    scene,
    score,
    progress,
    performed: false,
    forgetConnection: () => {},
  };
  domain.job = job;
  job.phase = 'begin';
  waitForPerform(role, migration, params);
  migration.forgetConnection = role.connection.onClose(() => conductorGone(role, migration));
  role.outgoing.set(domain.definition.uuid, migration);
  return migration;
}
