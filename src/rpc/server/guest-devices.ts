import { LibvirtError } from '../../protocol/errors.ts';
import type { ResultOf } from '../../protocol/messages.ts';
import { imageInfo, peekAt, resizeImage } from '../storage/images.ts';
import { bounds } from '../types/bounds.ts';
import type { DomainValue } from '../types/common.ts';
import { parameter } from '../types/typed-parameter.ts';
import type { Call } from './call.ts';
import { has, refuseInactive, who } from './guests.ts';

/** What is asked of a guest's disks and network cards. Its devices are never used, so nothing is ever counted. */

type Disk = ResultOf<'DomainGetStats'>['disks'][number];

/** A disk by its target or the path of its image. @throws LibvirtError for one that the guest does not have. */
async function diskOf(call: Call, dom: DomainValue, path: string, words = notAssigned): Promise<Disk> {
  const { disks } = await call.ask('DomainGetStats', who(call, dom));
  const disk = disks.find(({ target, source }) => target === path || source === path);
  if (disk) return disk;
  throw new LibvirtError('invalid argument', `invalid argument: ${words(path)}`, call.driver);
}

/** Each API has words of its own for a disk that is not there. */
const notAssigned = (path: string) => `invalid path ${path} not assigned to domain`;
const invalidPath = (path: string) => `invalid path: ${path}`;
const notInDomain = (path: string) => `disk '${path}' not found in domain`;
const notInConfig = (path: string) => `disk '${path}' was not found in the domain config`;

async function imageOf(call: Call, dom: DomainValue, path: string, words = notAssigned): Promise<string> {
  const { source, target } = await diskOf(call, dom, path, words);
  if (source !== undefined) return source;
  throw new LibvirtError(
    'invalid argument',
    `invalid argument: disk '${target}' does not currently have a source assigned`,
    call.driver,
  );
}

interface OfDisk {
  readonly dom: DomainValue;
  readonly path: string;
}

export async function blockStats(call: Call, { dom, path }: OfDisk) {
  await refuseInactive(call, dom);
  if (path !== '') await diskOf(call, dom, path, invalidPath);
  return { rdReq: 0n, rdBytes: 0n, wrReq: 0n, wrBytes: 0n, errs: -1n };
}

/** VIR_DOMAIN_BLOCK_STATS_*: a client first asks how many there are. */
const blockFigures = [
  ...['rd_bytes', 'rd_operations', 'rd_total_times'],
  ...['wr_bytes', 'wr_operations', 'wr_total_times'],
  ...['flush_operations', 'flush_total_times'],
];

export async function blockStatsFlags(call: Call, { dom, path, nparams }: OfDisk & { readonly nparams: number }) {
  await blockStats(call, { dom, path });
  if (nparams === 0) return { params: [], nparams: blockFigures.length };
  return { params: blockFigures.map((figure) => parameter(figure, 'hyper', 0n)).slice(0, nparams), nparams: 0 };
}

export const blockInfo = async (call: Call, { dom, path }: OfDisk) => imageInfo(await imageOf(call, dom, path));

/** VIR_DOMAIN_BLOCK_RESIZE_BYTES; kibibytes without it. */
const inBytes = 1;

interface Resize {
  readonly dom: DomainValue;
  readonly disk: string;
  readonly size: bigint;
  readonly flags: number;
}

export async function blockResize(call: Call, { dom, disk, size, flags }: Resize): Promise<Record<never, never>> {
  await refuseInactive(call, dom);
  const bytes = has(flags, inBytes) ? size : size * 1024n;
  if (bytes > mostBytes) throw new LibvirtError('invalid argument', 'invalid argument: size is too large', call.driver);
  await resizeImage(await imageOf(call, dom, disk, notInConfig), bytes);
  return {};
}

const mostBytes = BigInt(Number.MAX_SAFE_INTEGER);

export async function blockPeek(call: Call, { dom, path, offset, size }: OfDisk & { offset: bigint; size: number }) {
  if (size > bounds.domainBlockPeekBuffer || offset > mostBytes)
    throw new LibvirtError('invalid argument', 'invalid argument: size is too large', call.driver);
  return { buffer: await peekAt(await imageOf(call, dom, path, notInDomain), offset, size) };
}

export async function interfaceStats(call: Call, { dom, device }: { dom: DomainValue; device: string }) {
  await refuseInactive(call, dom);
  const { interfaces } = await call.ask('DomainGetStats', who(call, dom));
  const card = interfaces.find(({ name, mac }) => name === device || mac === device);
  if (!card) throw noCard(device);
  if (card.name === undefined) throw new LibvirtError('internal error', 'Interface name not provided');
  const received = { rxBytes: 0n, rxPackets: 0n, rxErrs: 0n, rxDrop: 0n };
  return { ...received, txBytes: 0n, txPackets: 0n, txErrs: 0n, txDrop: 0n };
}

const noCard = (device: string) =>
  new LibvirtError('invalid argument', `invalid argument: '${device}' is not a known interface`, 'domain config');
