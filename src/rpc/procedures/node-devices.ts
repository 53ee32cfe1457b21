import { type ErrorKind, LibvirtError } from '../../protocol/errors.ts';
import { isListed, isOfKind, machineKinds, machineName, machineXml, refuseOther } from '../machine/device.ts';
import { refuseToCreate, refuseToDefine } from '../machine/new-device.ts';
import { bounds } from '../types/bounds.ts';
import { nodeDevice, optionalString, string } from '../types/common.ts';
import { array, int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** What is said of the one device there is, once its name is right. */
const ofMachine = async <R>({ name }: { readonly name: string }, answer: R): Promise<R> => {
  refuseOther(name);
  return answer;
};

/** The machine is no device that could be given away or taken. */
const refusedOfMachine =
  (kind: ErrorKind, text: string) =>
  async (_call: unknown, { name }: { readonly name: string }): Promise<never> => {
    refuseOther(name);
    throw new LibvirtError(kind, text, 'node device');
  };

const unsupportedType = refusedOfMachine('config unsupported', 'Unsupported device type');
const notPci = refusedOfMachine('invalid argument', `invalid argument: device ${machineName} is not a PCI device`);
const noVfio = refusedOfMachine(
  'argument unsupported',
  'VFIO device assignment is currently not supported on this system',
);

/** Devices of the machine: itself, and none that a guest could be given. */
export const nodeDevicesRows = {
  NodeNumOfDevices: reads(111, '0.5.0', { cap: optionalString, flags: uint }, { num: int }, async (_call, { cap }) => ({
    num: isOfKind(cap) ? 1 : 0,
  })),
  NodeListDevices: reads(
    112,
    '0.5.0',
    { cap: optionalString, maxnames: int, flags: uint },
    { names: array(string, bounds.nodeDeviceList) },
    async (_call, { cap, maxnames }) => ({ names: isOfKind(cap) && maxnames > 0 ? [machineName] : [] }),
  ),
  NodeDeviceLookupByName: reads(113, '0.5.0', { name: string }, { dev: nodeDevice }, async (_call, args) =>
    ofMachine(args, { dev: args }),
  ),
  NodeDeviceGetXMLDesc: reads(114, '0.5.0', { name: string, flags: uint }, { xml: string }, async (call, args) =>
    ofMachine(args, { xml: machineXml(call) }),
  ),
  NodeDeviceGetParent: reads(115, '0.5.0', { name: string }, { parentName: optionalString }, async (_call, args) =>
    ofMachine(args, { parentName: null }),
  ),
  NodeDeviceNumOfCaps: reads(116, '0.5.0', { name: string }, { num: int }, async (_call, args) =>
    ofMachine(args, { num: machineKinds.length }),
  ),
  NodeDeviceListCaps: reads(
    117,
    '0.5.0',
    { name: string, maxnames: int },
    { names: array(string, bounds.nodeDeviceCapsList) },
    async (_call, args) => ofMachine(args, { names: machineKinds.slice(0, Math.max(0, args.maxnames)) }),
  ),
  NodeDeviceDettach: writes(118, '0.6.1', { name: string }, {}, noVfio),
  NodeDeviceReAttach: writes(119, '0.6.1', { name: string }, {}, notPci),
  NodeDeviceReset: writes(120, '0.6.1', { name: string }, {}, notPci),
  NodeDeviceCreateXML: writes(
    123,
    '0.6.3',
    { xmlDesc: string, flags: uint },
    { dev: nodeDevice },
    async (_call, { xmlDesc }) => refuseToCreate(xmlDesc),
  ),
  NodeDeviceDestroy: writes(124, '0.6.3', { name: string }, {}, unsupportedType),
  ConnectListAllNodeDevices: reads(
    285,
    '0.10.2',
    { needResults: int, flags: uint },
    { devices: array(nodeDevice, bounds.nodeDeviceList), ret: uint },
    async (_call, { needResults, flags }) => {
      const devices = isListed(flags) ? [{ name: machineName }] : [];
      return { devices: needResults ? devices : [], ret: devices.length };
    },
  ),
  NodeDeviceLookupSCSIHostByWWN: reads(297, '1.0.3', { wwnn: string, wwpn: string, flags: uint }, { dev: nodeDevice }),
  NodeDeviceDetachFlags: writes(301, '1.0.5', { name: string, driverName: optionalString, flags: uint }, {}, noVfio),
  NodeDeviceDefineXML: writes(
    428,
    '7.3.0',
    { xmlDesc: string, flags: uint },
    { dev: nodeDevice },
    async (_call, { xmlDesc }) => refuseToDefine(xmlDesc),
  ),
  NodeDeviceUndefine: writes(429, '7.3.0', { name: string, flags: uint }, {}, unsupportedType),
  NodeDeviceCreate: writes(
    430,
    '7.3.0',
    { name: string, flags: uint },
    {},
    refusedOfMachine('operation invalid', 'Device is already active'),
  ),
  NodeDeviceGetAutostart: reads(433, '7.8.0', { name: string }, { autostart: int }, async (_call, args) =>
    ofMachine(args, { autostart: 1 }),
  ),
  NodeDeviceSetAutostart: writes(
    434,
    '7.8.0',
    { name: string, autostart: int },
    {},
    refusedOfMachine('operation unsupported', 'Unsupported device type'),
  ),
  NodeDeviceIsPersistent: reads(435, '7.8.0', { name: string }, { persistent: int }, async (_call, args) =>
    ofMachine(args, { persistent: 1 }),
  ),
  NodeDeviceIsActive: reads(436, '7.8.0', { name: string }, { active: int }, async (_call, args) =>
    ofMachine(args, { active: 1 }),
  ),
} as const;
