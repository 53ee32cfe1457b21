import { LibvirtError } from '../../protocol/errors.ts';
import { bounds } from '../types/bounds.ts';
import { nodeDevice, optionalString, string } from '../types/common.ts';
import { array, int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Devices of the machine. */
export const nodeDevicesRows = {
  NodeNumOfDevices: reads(111, '0.5.0', { cap: optionalString, flags: uint }, { num: int }, async () => ({ num: 0 })),
  NodeListDevices: reads(
    112,
    '0.5.0',
    { cap: optionalString, maxnames: int, flags: uint },
    { names: array(string, bounds.nodeDeviceList) },
    async () => ({ names: [] }),
  ),
  NodeDeviceLookupByName: reads(113, '0.5.0', { name: string }, { dev: nodeDevice }, async (_call, { name }) => {
    throw noDevice(name);
  }),
  NodeDeviceGetXMLDesc: reads(114, '0.5.0', { name: string, flags: uint }, { xml: string }),
  NodeDeviceGetParent: reads(115, '0.5.0', { name: string }, { parentName: optionalString }),
  NodeDeviceNumOfCaps: reads(116, '0.5.0', { name: string }, { num: int }),
  NodeDeviceListCaps: reads(
    117,
    '0.5.0',
    { name: string, maxnames: int },
    { names: array(string, bounds.nodeDeviceCapsList) },
  ),
  NodeDeviceDettach: writes(118, '0.6.1', { name: string }, {}),
  NodeDeviceReAttach: writes(119, '0.6.1', { name: string }, {}),
  NodeDeviceReset: writes(120, '0.6.1', { name: string }, {}),
  NodeDeviceCreateXML: writes(123, '0.6.3', { xmlDesc: string, flags: uint }, { dev: nodeDevice }),
  NodeDeviceDestroy: writes(124, '0.6.3', { name: string }, {}),
  ConnectListAllNodeDevices: reads(
    285,
    '0.10.2',
    { needResults: int, flags: uint },
    { devices: array(nodeDevice, bounds.nodeDeviceList), ret: uint },
    async () => ({ devices: [], ret: 0 }),
  ),
  NodeDeviceLookupSCSIHostByWWN: reads(297, '1.0.3', { wwnn: string, wwpn: string, flags: uint }, { dev: nodeDevice }),
  NodeDeviceDetachFlags: writes(301, '1.0.5', { name: string, driverName: optionalString, flags: uint }, {}),
  NodeDeviceDefineXML: writes(428, '7.3.0', { xmlDesc: string, flags: uint }, { dev: nodeDevice }),
  NodeDeviceUndefine: writes(429, '7.3.0', { name: string, flags: uint }, {}),
  NodeDeviceCreate: writes(430, '7.3.0', { name: string, flags: uint }, {}),
  NodeDeviceGetAutostart: writes(433, '7.8.0', { name: string }, { autostart: int }),
  NodeDeviceSetAutostart: writes(434, '7.8.0', { name: string, autostart: int }, {}),
  NodeDeviceIsPersistent: reads(435, '7.8.0', { name: string }, { persistent: int }),
  NodeDeviceIsActive: reads(436, '7.8.0', { name: string }, { active: int }),
} as const;

const noDevice = (name: string) =>
  new LibvirtError('no node device', `no node device with matching name '${name}'`, 'node device');
