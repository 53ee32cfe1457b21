import type { MigrateFlag } from '../../protocol/messages.ts';
import { exclude, require } from './exclude.ts';
import type { Given } from './given.ts';
import { domainOption, type VerbOption } from './verb.ts';

const flag = <N extends string>(name: N, help: string) => ({ name, kind: 'flag', help }) as const;
const string = (name: string, help: string) => ({ name, kind: 'string', help }) as const;
const number = (name: string, help: string) => ({ name, kind: 'number', help }) as const;

/** Flags that hosts are told of. */
const told = [
  flag('live', 'live migration'),
  flag('offline', 'offline migration'),
  flag('p2p', 'peer-2-peer migration'),
  flag('direct', 'direct migration'),
  flag('tunnelled', 'tunnelled migration'),
  flag('persistent', 'persist VM on destination'),
  flag('undefinesource', 'undefine VM on source'),
  flag('suspend', 'do not restart the domain on the destination host'),
  flag('copy-storage-all', 'migration with non-shared storage with full disk copy'),
  flag('copy-storage-inc', 'migration with non-shared storage with incremental copy'),
  flag('change-protection', 'prevent any configuration changes to domain until migration ends'),
  flag('unsafe', 'force migration even if it may be unsafe'),
  flag('compressed', 'compress repeated pages during live migration'),
  flag('auto-converge', 'force convergence during live migration'),
  flag('abort-on-error', 'abort on soft errors during migration'),
  flag('postcopy', 'enable post-copy migration'),
  flag('parallel', 'enable parallel migration'),
] satisfies readonly (VerbOption & { name: MigrateFlag })[];

const withoutEffect = 'accepted and without effect';

/** Everything `virsh migrate` takes, in its order; what changes neither hooks nor states nor texts is taken and left. */
export const migrateOptions: readonly VerbOption[] = [
  domainOption,
  { name: 'desturi', kind: 'data', help: 'connection URI of the destination host, or the name of one on this machine' },
  ...told,
  flag('verbose', 'display the progress of migration'),
  flag('rdma-pin-all', withoutEffect),
  flag('postcopy-after-precopy', 'automatically switch to post-copy migration after one pass of pre-copy'),
  flag('postcopy-resume', withoutEffect),
  flag('zerocopy', 'use zero-copy mechanism for migrating memory pages (requires --parallel)'),
  string('migrateuri', 'migration URI, usually can be omitted'),
  string('graphicsuri', withoutEffect),
  string('listen-address', withoutEffect),
  string('dname', 'rename to new name during migration'),
  number(
    'timeout',
    'run action specified by --timeout-* option (suspend by default) if live migration exceeds timeout (in seconds)',
  ),
  flag('timeout-suspend', 'suspend the guest after timeout'),
  flag('timeout-postcopy', 'switch to post-copy after timeout'),
  string('xml', 'filename containing updated XML for the target'),
  string('migrate-disks', withoutEffect),
  number('disks-port', withoutEffect),
  string('disks-uri', withoutEffect),
  string('comp-methods', withoutEffect),
  number('comp-mt-level', withoutEffect),
  number('comp-mt-threads', withoutEffect),
  number('comp-mt-dthreads', withoutEffect),
  number('comp-xbzrle-cache', withoutEffect),
  number('auto-converge-initial', withoutEffect),
  number('auto-converge-increment', withoutEffect),
  string('persistent-xml', 'filename containing updated persistent XML for the target'),
  flag('tls', withoutEffect),
  number('postcopy-bandwidth', withoutEffect),
  number('parallel-connections', 'number of connections for parallel migration'),
  number('bandwidth', 'migration bandwidth limit in MiB/s'),
  string('tls-destination', withoutEffect),
  string('token-file', "file with the destination's token (hooklab's own)"),
];

/** Refuses what virsh itself refuses, before anything is asked of a host. */
export function checkMigrateOptions(given: Given): void {
  exclude(given, ['live', 'offline'], ['timeout-suspend', 'timeout-postcopy']);
  require(given, ['postcopy-after-precopy', 'postcopy'], ['postcopy-resume', 'postcopy'], [
    'timeout-postcopy',
    'postcopy',
  ], ['persistent-xml', 'persistent'], ['tls-destination', 'tls']);
}

/** The flags that hosts are told of, in the order of the table. */
export const migrateFlagsOf = (given: Given): MigrateFlag[] =>
  told.map(({ name }) => name).filter((name) => given.has(name));
