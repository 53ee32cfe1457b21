import { LibvirtError } from '../../protocol/errors.ts';
import { type Tuning, tuningOf } from '../../protocol/migration-tuning.ts';
import type { Given } from './given.ts';
import { readTextFile } from './read-file.ts';
import { failingWith } from './virsh-error.ts';

/** What a migration carries besides its flags; files are read here. @throws VirshError for one that cannot be read. */
export async function parametersOf(given: Given) {
  const dname = given.text('dname');
  const bandwidth = given.number('bandwidth', { most: Number.MAX_SAFE_INTEGER });
  const postcopyBandwidth = given.number('postcopy-bandwidth', { most: Number.MAX_SAFE_INTEGER });
  const xml = await fileOf(given, 'xml');
  const persistentXml = await fileOf(given, 'persistent-xml');
  const migrateUri = given.text('migrateuri');
  const listenAddress = given.text('listen-address');
  const all = {
    dname,
    bandwidth,
    postcopyBandwidth,
    xml,
    persistentXml,
    migrateDisks: given.text('migrate-disks')?.split(','),
    migrateUri,
    listenAddress,
    graphicsUri: given.text('graphicsuri'),
    ...tuningGiven(given),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<
    Defined<typeof all>
  >;
}
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** What goes to the hosts as it is: each refuses its own part. */
function tuningGiven(given: Given): Tuning {
  const int = (name: string) => given.number(name, { least: -2_147_483_648, most: 2_147_483_647 });
  return tuningOf({
    compressionMethods: given.text('comp-methods')?.split(','),
    compressionLevel: int('comp-mt-level'),
    compressionThreads: int('comp-mt-threads'),
    decompressionThreads: int('comp-mt-dthreads'),
    xbzrleCache: given.number('comp-xbzrle-cache', { most: Number.MAX_SAFE_INTEGER }),
    parallelConnections: int('parallel-connections'),
    throttleInitial: int('auto-converge-initial'),
    throttleIncrement: int('auto-converge-increment'),
  });
}

async function fileOf(given: Given, option: string): Promise<string | undefined> {
  const path = given.text(option);
  return path === undefined ? undefined : failingWith(`cannot read file '${path}'`, readTextFile(path));
}

/** What libvirt's client library refuses (virDomainMigrate3, recordings 3b-*). */
export function refuseFlags(given: Given): void {
  if (given.has('copy-storage-all') && given.has('copy-storage-inc'))
    throw invalid("Flags 'VIR_MIGRATE_NON_SHARED_DISK' and 'VIR_MIGRATE_NON_SHARED_INC' are mutually exclusive");
  if (given.has('tunnelled') && given.has('parallel'))
    throw invalid("Flags 'VIR_MIGRATE_TUNNELLED' and 'VIR_MIGRATE_PARALLEL' are mutually exclusive");
  if (given.has('direct') && !given.has('p2p'))
    throw new LibvirtError('argument unsupported', 'direct migration is not supported by the source host');
  if (given.has('tunnelled') && !given.has('p2p'))
    throw invalid('cannot perform tunnelled migration without using peer2peer flag');
}

const invalid = (text: string) => new LibvirtError('invalid argument', text, 'qemu');
