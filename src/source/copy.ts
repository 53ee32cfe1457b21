import { type CopyEnd, cacheSize, defaultCacheBytes, defaultDowntimeMs, jobStats } from '../domain/runner/index.ts';
import { isActive } from '../domain/status.ts';
import type { Services } from '../player/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { ParamsOf } from '../protocol/messages.ts';
import { methodsOf } from '../protocol/migration-tuning.ts';
import { checkQemuParameters } from '../protocol/qemu-parameters.ts';
import { sayNoScreen } from './graphics.ts';
import type { OutgoingState } from './migration.ts';
import { refuseForeign } from './refuse-foreign.ts';

const mib = 1024 * 1024;
/** QEMU's multifd-channels. */
const defaultConnections = 2;

type Params = ParamsOf<'DomainMigratePerform3Params'>;

/** Opens the stream to the waiting guest and sends rounds until the rest is small; the job can be asked and aborted. */
export async function copyTo(
  services: Services,
  migration: OutgoingState,
  params: Params,
  lost?: AbortSignal,
): Promise<CopyEnd> {
  const { uri, bandwidth, postcopyBandwidth, flags, parallelConnections = defaultConnections } = params;
  const { domain, job, scene } = migration;
  if (!isActive(domain.status) || !domain.status.guest)
    throw new LibvirtError('operation failed', 'domain is not running', 'qemu');
  sayNoScreen(services, domain, params);
  checkQemuParameters('source', flags, params);
  if (job.unwanted) throw cancelledEarly(services);
  refuseForeign(params);
  const cancel = new AbortController();
  const signal = lost ? AbortSignal.any([cancel.signal, lost]) : cancel.signal;
  const speed = bandwidth || (domain.maxSpeed ?? 0);
  const postcopySpeed = postcopyBandwidth || (domain.postcopySpeed ?? 0);
  const note = { kind: 'transfer', domain: domain.definition.name, driver: domain.driver } as const;
  job.abort = () => cancel.abort(cancelled(services));
  const outgoing = await domain.status.guest.migrateTo({
    uri,
    signal,
    ...(speed > 0 && { bandwidthBytesPerSecond: speed * mib }),
    downtimeLimitMs: domain.maxDowntimeMs ?? defaultDowntimeMs,
    autoConverge: flags.includes('auto-converge'),
    // A tunnel is one connection.
    ...(flags.includes('parallel') && !flags.includes('tunnelled') && { parallelConnections }),
    ...(usesXbzrle(params) && { xbzrleCacheBytes: cacheBytes(domain, params) }),
    ...(flags.includes('postcopy') && { postcopy: true }),
    ...(postcopySpeed > 0 && { postcopyBandwidthBytesPerSecond: postcopySpeed * mib }),
    onRound: (round) => services.journal.write({ ...note, moment: 'round', ...round }),
  });
  scene.outgoing = outgoing;
  job.stats = () => jobStats(outgoing.stats(), true);
  if (bandwidth) job.maxSpeed = bandwidth;
  job.setBandwidth = (bytesPerSecond) => outgoing.setBandwidth(bytesPerSecond);
  job.setDowntimeLimit = (ms) => outgoing.setDowntimeLimit(ms);
  if (flags.includes('postcopy')) job.startPostcopy = () => outgoing.startPostcopy();
  services.journal.write({ ...note, moment: 'started' });
  return await outgoing.copy();
}

/** libvirt's choice when it is told no method; several connections do without (qemuMigrationParamsSetCompression). */
const usesXbzrle = (params: Params) =>
  !params.flags.includes('parallel') && methodsOf(params.flags, params).includes('xbzrle');

const cacheBytes = ({ compressionCache = defaultCacheBytes }: OutgoingState['domain'], { xbzrleCache }: Params) =>
  xbzrleCache === undefined ? compressionCache : cacheSize(xbzrleCache);

/** The profile's text of a cancelled migration: an error kind's prefix and its detail. */
function cancelled({ profile }: Services): LibvirtError {
  const [prefix = '', ...rest] = profile.cancelText.split(': ');
  const kind = prefix === 'operation aborted' ? 'operation aborted' : 'operation failed';
  return new LibvirtError(kind, rest.join(': '), 'qemu');
}

/** Cancelled while the destination prepared: nothing has been sent yet (qemuMigrationSrcRun; recordings 5f-A-abort-*). */
const cancelledEarly = (services: Services) =>
  new LibvirtError(
    cancelled(services).is('operation aborted') ? 'operation aborted' : 'operation failed',
    'migration out: canceled by client',
    'qemu',
  );
