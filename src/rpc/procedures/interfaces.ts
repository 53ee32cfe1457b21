import { LibvirtError } from '../../protocol/errors.ts';
import { bounds } from '../types/bounds.ts';
import { netInterface, string } from '../types/common.ts';
import { array, int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Network interfaces of the machine. */
export const interfacesRows = {
  ConnectNumOfInterfaces: reads(126, '0.6.4', {}, { num: int }, async () => ({ num: 0 })),
  ConnectListInterfaces: reads(
    127,
    '0.6.4',
    { maxnames: int },
    { names: array(string, bounds.interfaceList) },
    async () => ({ names: [] }),
  ),
  InterfaceLookupByName: reads(128, '0.6.4', { name: string }, { iface: netInterface }, async (_call, { name }) => {
    throw noInterface(`couldn't find interface named '${name}'`);
  }),
  InterfaceLookupByMACString: reads(129, '0.6.4', { mac: string }, { iface: netInterface }, async (_call, { mac }) => {
    throw noInterface(`couldn't find interface with MAC address '${mac}'`);
  }),
  InterfaceGetXMLDesc: reads(130, '0.6.4', { iface: netInterface, flags: uint }, { xml: string }),
  InterfaceDefineXML: writes(131, '0.6.4', { xml: string, flags: uint }, { iface: netInterface }),
  InterfaceUndefine: writes(132, '0.6.4', { iface: netInterface }, {}),
  InterfaceCreate: writes(133, '0.6.4', { iface: netInterface, flags: uint }, {}),
  InterfaceDestroy: writes(134, '0.6.4', { iface: netInterface, flags: uint }, {}),
  ConnectNumOfDefinedInterfaces: reads(137, '0.7.0', {}, { num: int }, async () => ({ num: 0 })),
  ConnectListDefinedInterfaces: reads(
    138,
    '0.7.0',
    { maxnames: int },
    { names: array(string, bounds.interfaceList) },
    async () => ({ names: [] }),
  ),
  InterfaceIsActive: reads(156, '0.7.3', { iface: netInterface }, { active: int }),
  InterfaceChangeBegin: writes(220, '0.9.2', { flags: uint }, {}),
  InterfaceChangeCommit: writes(221, '0.9.2', { flags: uint }, {}),
  InterfaceChangeRollback: writes(222, '0.9.2', { flags: uint }, {}),
  ConnectListAllInterfaces: reads(
    284,
    '0.10.2',
    { needResults: int, flags: uint },
    { ifaces: array(netInterface, bounds.interfaceList), ret: uint },
    async () => ({ ifaces: [], ret: 0 }),
  ),
} as const;

const noInterface = (text: string) => new LibvirtError('no interface', text, 'interface');
