import { type MigrateFlag, migrateFlags } from '../../protocol/messages.ts';
import { exclude, require } from './exclude.ts';
import type { Given } from './given.ts';
import { domainOption, type VerbOption } from './verb.ts';
import { VirshError } from './virsh-error.ts';

const flag = (name: string, help: string) => ({ name, kind: 'flag', help }) as const;
const string = (name: string, help: string) => ({ name, kind: 'string', help }) as const;
const number = (name: string, help: string) => ({ name, kind: 'number', help }) as const;

/** Everything `virsh migrate` takes, in its order; what changes neither hooks nor states nor texts is taken and left. */
export const migrateOptions: readonly VerbOption[] = [
  domainOption,
  {
    name: 'desturi',
    kind: 'data',
    help: 'connection URI of the destination host as seen from the client(normal migration) or source(p2p migration)',
  },
  flag('live', 'live migration'),
  flag('offline', 'offline migration'),
  flag('p2p', 'peer-2-peer migration'),
  flag('direct', 'direct migration'),
  flag('tunnelled', 'tunnelled migration'),
  flag('persistent', 'persist VM on destination'),
  flag('undefinesource', 'undefine VM on source'),
  flag('suspend', 'do not restart the domain on the destination host'),
  flag('copy-storage-all', 'migration with non-shared storage with full disk copy'),
  flag(
    'copy-storage-inc',
    'migration with non-shared storage with incremental copy (same base image shared between source and destination)',
  ),
  flag(
    'copy-storage-synchronous-writes',
    'force guest disk writes to be synchronously written to the destination to improve storage migration convergence',
  ),
  flag('change-protection', 'prevent any configuration changes to domain until migration ends'),
  flag('unsafe', 'force migration even if it may be unsafe'),
  flag('verbose', 'display the progress of migration'),
  flag('compressed', 'compress repeated pages during live migration'),
  flag('auto-converge', 'force convergence during live migration'),
  flag('rdma-pin-all', 'pin all memory before starting RDMA live migration'),
  flag('abort-on-error', 'abort on soft errors during migration'),
  flag('postcopy', 'enable post-copy migration; switch to it using migrate-postcopy command'),
  flag('postcopy-after-precopy', 'automatically switch to post-copy migration after one pass of pre-copy'),
  flag('postcopy-resume', 'resume failed post-copy migration'),
  flag('zerocopy', 'use zero-copy mechanism for migrating memory pages'),
  string('migrateuri', 'migration URI, usually can be omitted'),
  string('graphicsuri', 'graphics URI to be used for seamless graphics migration'),
  string('listen-address', 'listen address that destination should bind to for incoming migration'),
  string('dname', 'rename to new name during migration (if supported)'),
  number(
    'timeout',
    'run action specified by --timeout-* option (suspend by default) if live migration exceeds timeout (in seconds)',
  ),
  flag('timeout-suspend', 'suspend the guest after timeout'),
  flag('timeout-postcopy', 'switch to post-copy after timeout'),
  string('xml', 'filename containing updated XML for the target'),
  string('migrate-disks', 'comma separated list of disks to be migrated'),
  number('disks-port', 'port to use by target server for incoming disks migration'),
  string('disks-uri', 'URI to use for disks migration (overrides --disks-port)'),
  string('comp-methods', 'comma separated list of compression methods to be used'),
  number('comp-mt-level', 'compress level for multithread compression'),
  number('comp-mt-threads', 'number of compression threads for multithread compression'),
  number('comp-mt-dthreads', 'number of decompression threads for multithread compression'),
  number('comp-xbzrle-cache', 'page cache size for xbzrle compression'),
  number('auto-converge-initial', 'initial CPU throttling rate for auto-convergence'),
  number('auto-converge-increment', 'CPU throttling rate increment for auto-convergence'),
  string('persistent-xml', 'filename containing updated persistent XML for the target'),
  flag('tls', 'use TLS for migration'),
  number('postcopy-bandwidth', 'post-copy migration bandwidth limit in MiB/s'),
  flag('parallel', 'enable parallel migration'),
  number('parallel-connections', 'number of connections for parallel migration'),
  number('bandwidth', 'migration bandwidth limit in MiB/s'),
  string('tls-destination', 'override the destination host name used for TLS verification'),
  string('token-file', "file with the destination's token (hooklab's own)"),
];

/** Refuses what virsh itself refuses, before anything is asked of a host. */
export function checkMigrateOptions(given: Given): void {
  exclude(given, ['live', 'offline'], ['timeout-suspend', 'timeout-postcopy']);
  require(given, ['postcopy-after-precopy', 'postcopy'], ['postcopy-resume', 'postcopy'], [
    'timeout-postcopy',
    'postcopy',
  ], ['persistent-xml', 'persistent'], ['tls-destination', 'tls']);
  if (given.has('copy-storage-synchronous-writes') && !given.has('copy-storage-all') && !given.has('copy-storage-inc'))
    throw new VirshError([withStorage]);
}

const withStorage = "'--copy-storage-synchronous-writes' requires one of '--copy-storage-all', 'copy-storage-inc'";

/** The flags that hosts are told of. */
export const migrateFlagsOf = (given: Given): MigrateFlag[] => migrateFlags.filter((name) => given.has(name));
