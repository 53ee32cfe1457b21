import { LibvirtError } from '../../protocol/errors.ts';
import type { ResultOf } from '../../protocol/messages.ts';
import type { DomainValue } from '../types/common.ts';
import { ofQemu } from './agent.ts';
import type { Call } from './call.ts';
import { has, infoOf, refuseInactive, who } from './guests.ts';

/** Jobs of a guest's disks. QEMU's images have no chains here, so there is hardly anything to do. */

interface OfDisk {
  readonly dom: DomainValue;
  readonly path: string;
}

const invalid = (text: string, part: 'qemu' | 'storage' = 'qemu') =>
  new LibvirtError('invalid argument', `invalid argument: ${text}`, part);

async function diskOf(
  call: Call,
  dom: DomainValue,
  path: string,
): Promise<ResultOf<'DomainGetStats'>['disks'][number] | undefined> {
  const { disks } = await call.ask('DomainGetStats', who(call, dom));
  return disks.find(({ target, source }) => target === path || source === path);
}

async function runningDisk(call: Call, { dom, path }: OfDisk) {
  ofQemu(call);
  await refuseInactive(call, dom);
  const disk = await diskOf(call, dom, path);
  if (!disk) throw invalid(`disk '${path}' not found in domain`);
  return disk;
}

/** Never any (qemuDomainGetBlockJobInfo). */
export async function blockJobInfo(call: Call, of: OfDisk) {
  await runningDisk(call, of);
  return { found: 0, type: 0, bandwidth: 0n, cur: 0n, end: 0n };
}

/** What changes a job, where there is none (qemuDomainBlockJobAbort, qemuDomainBlockJobSetSpeed). */
export async function noBlockJob(call: Call, of: OfDisk): Promise<never> {
  const { target } = await runningDisk(call, of);
  throw invalid(`disk ${target} does not have an active block job`);
}

/** An image with nothing behind it is complete at once. */
export async function blockPull(call: Call, of: OfDisk): Promise<Record<never, never>> {
  await runningDisk(call, of);
  return {};
}

/** An image with nothing behind it cannot be merged into anything (qemuDomainBlockCommit). */
export async function blockCommit(call: Call, { dom, disk }: { dom: DomainValue; disk: string }): Promise<never> {
  ofQemu(call);
  if (!(await diskOf(call, dom, disk))) throw invalid(`disk '${disk}' not found in domain`);
  throw invalid(`could not find base image in chain for '${disk}'`, 'storage');
}

/** Only a guest that is kept nowhere may have its disk copied under it, and hooklab copies none. */
export async function blockCopy(call: Call, of: OfDisk): Promise<never> {
  await runningDisk(call, of);
  const { persistent } = await infoOf(call, of.dom);
  if (persistent) throw new LibvirtError('operation invalid', 'domain is not transient', 'qemu');
  throw new LibvirtError('operation unsupported', 'block copy is not supported with this QEMU binary', 'qemu');
}

/** VIR_DOMAIN_BLOCK_REBASE_COPY: the same call copies the disk then. */
const copies = 8;

export const blockRebase = (call: Call, of: OfDisk & { readonly flags: number }): Promise<Record<never, never>> =>
  has(of.flags, copies) ? blockCopy(call, of) : blockPull(call, of);

/** Nothing is ever written, so no threshold is ever passed. */
export async function blockThreshold(call: Call, { dom, dev }: { dom: DomainValue; dev: string }) {
  ofQemu(call);
  await refuseInactive(call, dom);
  if (!(await diskOf(call, dom, dev.replace(/\[\d+\]$/, '')))) throw invalid(`failed to find disk '${dev}'`);
  return {};
}

/** Disks that are never used never fail. */
export async function diskErrors(call: Call, { dom }: { dom: DomainValue }) {
  ofQemu(call);
  await refuseInactive(call, dom);
  return { errors: [], nerrors: 0 };
}
