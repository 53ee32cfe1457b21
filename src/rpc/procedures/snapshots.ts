import { markLogged } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { Call } from '../server/call.ts';
import { has, infoOf, notSupported, who } from '../server/guests.ts';
import { bounds } from '../types/bounds.ts';
import type { DomainValue } from '../types/common.ts';
import { checkpoint, domain, optionalString, snapshot, string } from '../types/common.ts';
import { array, int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Snapshots, checkpoints and backups. */
export const snapshotsRows = {
  DomainSnapshotCreateXML: writes(
    185,
    '0.8.0',
    { dom: domain, xmlDesc: string, flags: uint },
    { snap: snapshot },
    refuseSnapshot,
  ),
  DomainSnapshotGetXMLDesc: reads(186, '0.8.0', { snap: snapshot, flags: uint }, { xml: string }, (call, { snap }) =>
    noSnapshot(call, snap),
  ),
  DomainSnapshotNum: reads(187, '0.8.0', { dom: domain, flags: uint }, { num: int }, async (call, { dom }) => {
    // virsh asks this before it undefines a guest, and undefining logs it for every client.
    if (call.driver === 'lxc') throw markLogged(notSupported(call));
    await none(call, dom);
    return { num: 0 };
  }),
  DomainSnapshotListNames: reads(
    188,
    '0.8.0',
    { dom: domain, maxnames: int, flags: uint },
    { names: array(string, bounds.domainSnapshotList) },
    async (call, { dom }) => {
      await none(call, dom);
      return { names: [] };
    },
  ),
  DomainSnapshotLookupByName: reads(
    189,
    '0.8.0',
    { dom: domain, name: string, flags: uint },
    { snap: snapshot },
    async (call, { dom, name }) => {
      await none(call, dom);
      throw new LibvirtError('no domain snapshot', `no domain snapshot with matching name '${name}'`, 'qemu');
    },
  ),
  DomainHasCurrentSnapshot: reads(
    190,
    '0.8.0',
    { dom: domain, flags: uint },
    { result: int },
    async (call, { dom }) => {
      await none(call, dom);
      return { result: 0 };
    },
  ),
  DomainSnapshotCurrent: reads(
    191,
    '0.8.0',
    { dom: domain, flags: uint },
    { snap: snapshot },
    async (call, { dom }) => {
      await none(call, dom);
      throw new LibvirtError('no domain snapshot', 'the domain does not have a current snapshot', 'qemu');
    },
  ),
  DomainRevertToSnapshot: writes(192, '0.8.0', { snap: snapshot, flags: uint }, {}, (call, { snap }) =>
    noSnapshot(call, snap),
  ),
  DomainSnapshotDelete: writes(193, '0.8.0', { snap: snapshot, flags: uint }, {}, (call, { snap }) =>
    noSnapshot(call, snap),
  ),
  DomainSnapshotGetParent: reads(244, '0.9.7', { snap: snapshot, flags: uint }, { snap: snapshot }, (call, { snap }) =>
    noSnapshot(call, snap),
  ),
  DomainSnapshotNumChildren: reads(246, '0.9.7', { snap: snapshot, flags: uint }, { num: int }, (call, { snap }) =>
    noSnapshot(call, snap),
  ),
  DomainSnapshotListChildrenNames: reads(
    247,
    '0.9.7',
    { snap: snapshot, maxnames: int, flags: uint },
    { names: array(string, bounds.domainSnapshotList) },
    (call, { snap }) => noSnapshot(call, snap),
  ),
  DomainSnapshotIsCurrent: reads(271, '0.9.13', { snap: snapshot, flags: uint }, { current: int }, (call, { snap }) =>
    noSnapshot(call, snap),
  ),
  DomainSnapshotHasMetadata: reads(
    272,
    '0.9.13',
    { snap: snapshot, flags: uint },
    { metadata: int },
    (call, { snap }) => noSnapshot(call, snap),
  ),
  DomainListAllSnapshots: reads(
    274,
    '0.9.13',
    { dom: domain, needResults: int, flags: uint },
    { snapshots: array(snapshot, bounds.domainSnapshotList), ret: int },
    async (call, { dom }) => {
      await none(call, dom);
      return { snapshots: [], ret: 0 };
    },
  ),
  DomainSnapshotListAllChildren: reads(
    275,
    '0.9.13',
    { snapshot, needResults: int, flags: uint },
    { snapshots: array(snapshot, bounds.domainSnapshotList), ret: int },
    (call, { snapshot: snap }) => noSnapshot(call, snap),
  ),
  DomainCheckpointCreateXML: writes(
    411,
    '5.6.0',
    { dom: domain, xmlDesc: string, flags: uint },
    { checkpoint },
    refuseCheckpoint,
  ),
  DomainCheckpointGetXMLDesc: reads(
    412,
    '5.6.0',
    { checkpoint, flags: uint },
    { xml: string },
    (call, { checkpoint: own }) => noCheckpoint(call, own),
  ),
  DomainListAllCheckpoints: reads(
    413,
    '5.6.0',
    { dom: domain, needResults: int, flags: uint },
    { checkpoints: array(checkpoint, bounds.domainCheckpointList), ret: int },
    async (call, { dom }) => {
      await none(call, dom);
      return { checkpoints: [], ret: 0 };
    },
  ),
  DomainCheckpointListAllChildren: reads(
    414,
    '5.6.0',
    { checkpoint, needResults: int, flags: uint },
    { checkpoints: array(checkpoint, bounds.domainCheckpointList), ret: int },
    (call, { checkpoint: own }) => noCheckpoint(call, own),
  ),
  DomainCheckpointLookupByName: reads(
    415,
    '5.6.0',
    { dom: domain, name: string, flags: uint },
    { checkpoint },
    async (call, { dom, name }) => {
      await none(call, dom);
      throw new LibvirtError('no domain checkpoint', `no domain checkpoint with matching name '${name}'`, 'qemu');
    },
  ),
  DomainCheckpointGetParent: reads(
    416,
    '5.6.0',
    { checkpoint, flags: uint },
    { parent: checkpoint },
    (call, { checkpoint: own }) => noCheckpoint(call, own),
  ),
  DomainCheckpointDelete: writes(417, '5.6.0', { checkpoint, flags: uint }, {}, (call, { checkpoint: own }) =>
    noCheckpoint(call, own),
  ),
  DomainBackupBegin: writes(
    421,
    '6.0.0',
    { dom: domain, backupXml: string, checkpointXml: optionalString, flags: uint },
    {},
    refuseBackup,
  ),
  DomainBackupGetXMLDesc: reads(422, '6.0.0', { dom: domain, flags: uint }, { xml: string }, noBackup),
} as const;

/** hooklab's guests have no snapshots, and containers cannot have any. @throws LibvirtError for a domain that is not there. */
async function none(call: Call, dom: DomainValue): Promise<void> {
  if (call.driver === 'lxc') throw notSupported(call);
  await infoOf(call, dom);
}

interface Named {
  readonly dom: DomainValue;
  readonly name: string;
}

/** A client's handle of a snapshot that is nowhere. */
async function noSnapshot(call: Call, { dom, name }: Named): Promise<never> {
  await none(call, dom);
  throw new LibvirtError('no domain snapshot', `no domain snapshot with matching name '${name}'`, 'qemu');
}

async function noCheckpoint(call: Call, { dom, name }: Named): Promise<never> {
  await none(call, dom);
  throw new LibvirtError('no domain checkpoint', `no domain checkpoint with matching name '${name}'`, 'qemu');
}

type OfDomain = { readonly dom: DomainValue; readonly flags: number };

/** The guest's disks that a snapshot would be of: those that are written to and have a source. */
async function disksOf(call: Call, dom: DomainValue) {
  const { disks } = await call.ask('DomainGetStats', who(call, dom));
  return disks.filter(({ source, readonly }) => source !== undefined && !readonly);
}

/** VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY. */
const diskOnly = 16;

/** hooklab's images hold no snapshots (qemuSnapshotPrepare, for images of format raw). */
async function refuseSnapshot(call: Call, { dom, flags }: OfDomain): Promise<never> {
  if (call.driver === 'lxc') throw notSupported(call);
  const { id } = await infoOf(call, dom);
  const [disk] = await disksOf(call, dom);
  const isWhole = id !== null && !has(flags, diskOnly);
  if (!disk)
    throw unsupported(
      isWhole
        ? 'internal and full system snapshots require all disks to be selected for snapshot'
        : 'nothing selected for snapshot',
    );
  if (has(flags, diskOnly)) throw new LibvirtError('internal error', 'unable to find qemu-img', 'qemu');
  throw unsupported(`internal snapshot for disk ${disk.target} unsupported for storage type raw`);
}

const unsupported = (text: string) => new LibvirtError('config unsupported', text, 'qemu');

async function refuseCheckpoint(call: Call, { dom }: OfDomain): Promise<never> {
  if (call.driver === 'lxc') throw notSupported(call);
  const { id } = await infoOf(call, dom);
  if (id === null)
    throw new LibvirtError('operation unsupported', 'cannot create checkpoint for inactive domain', 'qemu');
  const [disk] = await disksOf(call, dom);
  if (!disk) throw unsupported('nothing selected for checkpoint');
  throw unsupported(`checkpoint for disk ${disk.target} unsupported for storage type raw`);
}

async function refuseBackup(call: Call, { dom }: OfDomain): Promise<never> {
  if (call.driver === 'lxc') throw notSupported(call);
  const { id } = await infoOf(call, dom);
  if (id === null)
    throw new LibvirtError('operation unsupported', 'cannot perform disk backup for inactive domain', 'qemu');
  if ((await disksOf(call, dom)).length === 0)
    throw new LibvirtError('invalid argument', 'invalid argument: no disks selected for backup', 'qemu');
  throw new LibvirtError('operation unsupported', 'incremental backup is not supported yet', 'qemu');
}

async function noBackup(call: Call, { dom }: OfDomain): Promise<never> {
  await none(call, dom);
  throw new LibvirtError('no domain backup', 'no domain backup job present', 'qemu');
}
