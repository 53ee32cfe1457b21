import { LibvirtError } from '../../protocol/errors.ts';
import { interfaceXml, type MachineInterface, machineInterfaces } from '../machine/interfaces.ts';
import { has } from '../server/guests.ts';
import { bounds } from '../types/bounds.ts';
import { netInterface, string } from '../types/common.ts';
import { array, int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Network interfaces of the machine. As with libvirt's backend of udev, they can be looked at and not changed. */
export const interfacesRows = {
  ConnectNumOfInterfaces: reads(126, '0.6.4', {}, { num: int }, async () => ({ num: (await listed(active)).length })),
  ConnectListInterfaces: reads(
    127,
    '0.6.4',
    { maxnames: int },
    { names: array(string, bounds.interfaceList) },
    async (_call, { maxnames }) => ({ names: names(await listed(active), maxnames) }),
  ),
  InterfaceLookupByName: reads(128, '0.6.4', { name: string }, { iface: netInterface }, async (_call, { name }) => ({
    iface: await named(name),
  })),
  InterfaceLookupByMACString: reads(129, '0.6.4', { mac: string }, { iface: netInterface }, async (_call, { mac }) => {
    const found = (await machineInterfaces()).find((one) => one.mac === mac.toLowerCase());
    if (!found) throw noInterface(`couldn't find interface with MAC address '${mac}'`);
    return { iface: found };
  }),
  InterfaceGetXMLDesc: reads(
    130,
    '0.6.4',
    { iface: netInterface, flags: uint },
    { xml: string },
    async (_call, { iface }) => ({ xml: interfaceXml(await named(iface.name)) }),
  ),
  InterfaceDefineXML: writes(131, '0.6.4', { xml: string, flags: uint }, { iface: netInterface }),
  InterfaceUndefine: writes(132, '0.6.4', { iface: netInterface }, {}),
  InterfaceCreate: writes(133, '0.6.4', { iface: netInterface, flags: uint }, {}),
  InterfaceDestroy: writes(134, '0.6.4', { iface: netInterface, flags: uint }, {}),
  ConnectNumOfDefinedInterfaces: reads(137, '0.7.0', {}, { num: int }, async () => ({
    num: (await listed(inactive)).length,
  })),
  ConnectListDefinedInterfaces: reads(
    138,
    '0.7.0',
    { maxnames: int },
    { names: array(string, bounds.interfaceList) },
    async (_call, { maxnames }) => ({ names: names(await listed(inactive), maxnames) }),
  ),
  InterfaceIsActive: reads(156, '0.7.3', { iface: netInterface }, { active: int }, async (_call, { iface }) => ({
    active: (await named(iface.name)).active ? 1 : 0,
  })),
  InterfaceChangeBegin: writes(220, '0.9.2', { flags: uint }, {}),
  InterfaceChangeCommit: writes(221, '0.9.2', { flags: uint }, {}),
  InterfaceChangeRollback: writes(222, '0.9.2', { flags: uint }, {}),
  ConnectListAllInterfaces: reads(
    284,
    '0.10.2',
    { needResults: int, flags: uint },
    { ifaces: array(netInterface, bounds.interfaceList), ret: uint },
    async (_call, { needResults, flags }) => {
      const those = await listed(flags);
      return { ifaces: needResults ? those : [], ret: those.length };
    },
  ),
} as const;

/** virConnectListAllInterfacesFlags; neither is both. */
const inactive = 1;
const active = 2;

async function listed(flags: number): Promise<readonly MachineInterface[]> {
  const all = await machineInterfaces();
  return has(flags, active | inactive) ? all.filter((one) => has(flags, one.active ? active : inactive)) : all;
}

const names = (those: readonly MachineInterface[], most: number) =>
  those.slice(0, Math.max(0, most)).map(({ name }) => name);

async function named(name: string): Promise<MachineInterface> {
  const found = (await machineInterfaces()).find((one) => one.name === name);
  if (found) return found;
  throw noInterface(`couldn't find interface named '${name}'`);
}

const noInterface = (text: string) => new LibvirtError('no interface', text, 'interface');
