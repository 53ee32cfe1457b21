import { LibvirtError } from '../../protocol/errors.ts';
import { type CompressionMethod, compressionMethods } from '../../protocol/messages.ts';
import type { Given } from './given.ts';
import { readTextFile } from './read-file.ts';
import { failingWith } from './virsh-error.ts';

/** What a migration carries besides its flags; files are read here. @throws VirshError for one that cannot be read. */
export async function parametersOf(given: Given) {
  const dname = given.text('dname');
  const bandwidth = given.number('bandwidth', { most: Number.MAX_SAFE_INTEGER });
  const postcopyBandwidth = given.number('postcopy-bandwidth', { most: Number.MAX_SAFE_INTEGER });
  const parallelConnections = given.number('parallel-connections', { least: 1, most: 255 });
  const compressionMethods = methodsOf(given);
  const xbzrleCache = given.number('comp-xbzrle-cache', { most: Number.MAX_SAFE_INTEGER });
  const xml = await fileOf(given, 'xml');
  const persistentXml = await fileOf(given, 'persistent-xml');
  const migrateUri = given.text('migrateuri');
  const listenAddress = given.text('listen-address');
  const all = {
    dname,
    bandwidth,
    postcopyBandwidth,
    parallelConnections,
    compressionMethods,
    xbzrleCache,
    xml,
    persistentXml,
    migrateUri,
    listenAddress,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<
    Defined<typeof all>
  >;
}
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** `--comp-methods xbzrle,mt`. @throws LibvirtError for one that no QEMU has (qemuMigrationParamsSetCompression). */
function methodsOf(given: Given): CompressionMethod[] | undefined {
  const named = given.text('comp-methods')?.split(',');
  const unknown = named?.find((method) => !(compressionMethods as readonly string[]).includes(method));
  if (unknown !== undefined) throw invalid(`invalid argument: Unsupported compression method '${unknown}'`);
  return named as CompressionMethod[] | undefined;
}

async function fileOf(given: Given, option: string): Promise<string | undefined> {
  const path = given.text(option);
  return path === undefined ? undefined : failingWith(`cannot read file '${path}'`, readTextFile(path));
}

/** What libvirt's client library refuses, or qemu before a destination hears of it (recordings 3b-*). */
export function refuseFlags(given: Given): void {
  if (given.has('copy-storage-all') && given.has('copy-storage-inc'))
    throw invalid("Flags 'VIR_MIGRATE_NON_SHARED_DISK' and 'VIR_MIGRATE_NON_SHARED_INC' are mutually exclusive");
  if (given.has('tunnelled') && given.has('parallel'))
    throw invalid("Flags 'VIR_MIGRATE_TUNNELLED' and 'VIR_MIGRATE_PARALLEL' are mutually exclusive");
  if (given.has('direct') && !given.has('p2p'))
    throw new LibvirtError('argument unsupported', 'direct migration is not supported by the source host');
  if (given.has('tunnelled') && !given.has('p2p'))
    throw invalid('cannot perform tunnelled migration without using peer2peer flag');
  if (!given.has('compressed') && ['comp-methods', 'comp-xbzrle-cache'].some((name) => given.text(name) !== undefined))
    throw invalid('invalid argument: Turn compression on to tune it');
  if (given.has('parallel-connections') && !given.has('parallel'))
    throw invalid('invalid argument: Turn parallel migration on to tune it');
  if (given.has('zerocopy') && !given.has('parallel'))
    throw new LibvirtError('operation invalid', 'zero-copy is only available for parallel migration', 'qemu');
}

const invalid = (text: string) => new LibvirtError('invalid argument', text, 'qemu');
