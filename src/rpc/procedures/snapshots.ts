import { markLogged } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { Call } from '../server/call.ts';
import { infoOf, notSupported } from '../server/guests.ts';
import { bounds } from '../types/bounds.ts';
import type { DomainValue } from '../types/common.ts';
import { checkpoint, domain, optionalString, snapshot, string } from '../types/common.ts';
import { array, int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Snapshots, checkpoints and backups. */
export const snapshotsRows = {
  DomainSnapshotCreateXML: writes(185, '0.8.0', { dom: domain, xmlDesc: string, flags: uint }, { snap: snapshot }),
  DomainSnapshotGetXMLDesc: reads(186, '0.8.0', { snap: snapshot, flags: uint }, { xml: string }),
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
  DomainRevertToSnapshot: writes(192, '0.8.0', { snap: snapshot, flags: uint }, {}),
  DomainSnapshotDelete: writes(193, '0.8.0', { snap: snapshot, flags: uint }, {}),
  DomainSnapshotGetParent: reads(244, '0.9.7', { snap: snapshot, flags: uint }, { snap: snapshot }),
  DomainSnapshotNumChildren: reads(246, '0.9.7', { snap: snapshot, flags: uint }, { num: int }),
  DomainSnapshotListChildrenNames: reads(
    247,
    '0.9.7',
    { snap: snapshot, maxnames: int, flags: uint },
    { names: array(string, bounds.domainSnapshotList) },
  ),
  DomainSnapshotIsCurrent: reads(271, '0.9.13', { snap: snapshot, flags: uint }, { current: int }),
  DomainSnapshotHasMetadata: reads(272, '0.9.13', { snap: snapshot, flags: uint }, { metadata: int }),
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
  ),
  DomainCheckpointCreateXML: writes(411, '5.6.0', { dom: domain, xmlDesc: string, flags: uint }, { checkpoint }),
  DomainCheckpointGetXMLDesc: reads(412, '5.6.0', { checkpoint, flags: uint }, { xml: string }),
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
  DomainCheckpointGetParent: reads(416, '5.6.0', { checkpoint, flags: uint }, { parent: checkpoint }),
  DomainCheckpointDelete: writes(417, '5.6.0', { checkpoint, flags: uint }, {}),
  DomainBackupBegin: writes(
    421,
    '6.0.0',
    { dom: domain, backupXml: string, checkpointXml: optionalString, flags: uint },
    {},
  ),
  DomainBackupGetXMLDesc: reads(422, '6.0.0', { dom: domain, flags: uint }, { xml: string }),
} as const;

/** hooklab's guests have no snapshots, and containers cannot have any. @throws LibvirtError for a domain that is not there. */
async function none(call: Call, dom: DomainValue): Promise<void> {
  if (call.driver === 'lxc') throw notSupported(call);
  await infoOf(call, dom);
}
