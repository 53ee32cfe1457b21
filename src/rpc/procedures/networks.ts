import { bounds } from '../types/bounds.ts';
import { network, networkPort, optionalString, string } from '../types/common.ts';
import { dhcpLease } from '../types/records.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, int, uint, uuid } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Networks and their ports. */
export const networksRows = {
  ConnectListDefinedNetworks: reads(36, '0.2.0', { maxnames: int }, { names: array(string, bounds.networkList) }),
  ConnectListNetworks: reads(38, '0.2.0', { maxnames: int }, { names: array(string, bounds.networkList) }),
  NetworkCreate: writes(39, '0.2.0', { net: network }, {}),
  NetworkCreateXML: writes(40, '0.2.0', { xml: string }, { net: network }),
  NetworkDefineXML: writes(41, '0.2.0', { xml: string }, { net: network }),
  NetworkDestroy: writes(42, '0.2.0', { net: network }, {}),
  NetworkGetXMLDesc: reads(43, '0.2.0', { net: network, flags: uint }, { xml: string }),
  NetworkGetAutostart: reads(44, '0.2.1', { net: network }, { autostart: int }),
  NetworkGetBridgeName: reads(45, '0.2.0', { net: network }, { name: string }),
  NetworkLookupByName: reads(46, '0.2.0', { name: string }, { net: network }),
  NetworkLookupByUUID: reads(47, '0.2.0', { uuid }, { net: network }),
  NetworkSetAutostart: writes(48, '0.2.1', { net: network, autostart: int }, {}),
  NetworkUndefine: writes(49, '0.2.0', { net: network }, {}),
  ConnectNumOfDefinedNetworks: reads(50, '0.2.0', {}, { num: int }),
  ConnectNumOfNetworks: reads(52, '0.2.0', {}, { num: int }),
  NetworkIsActive: reads(152, '0.7.3', { net: network }, { active: int }),
  NetworkIsPersistent: reads(153, '0.7.3', { net: network }, { persistent: int }),
  ConnectListAllNetworks: reads(
    283,
    '0.10.2',
    { needResults: int, flags: uint },
    { nets: array(network, bounds.networkList), ret: uint },
  ),
  NetworkUpdate: writes(
    291,
    '0.10.2',
    { net: network, command: uint, section: uint, parentIndex: int, xml: string, flags: uint },
    {},
  ),
  NetworkGetDHCPLeases: reads(
    341,
    '1.2.6',
    { net: network, mac: optionalString, needResults: int, flags: uint },
    { leases: array(dhcpLease, bounds.networkDhcpLeases), ret: uint },
  ),
  NetworkListAllPorts: reads(
    404,
    '5.5.0',
    { network, needResults: int, flags: uint },
    { ports: array(networkPort, bounds.networkPortList), ret: uint },
  ),
  NetworkPortLookupByUUID: reads(405, '5.5.0', { network, uuid }, { port: networkPort }),
  NetworkPortCreateXML: writes(406, '5.5.0', { network, xml: string, flags: uint }, { port: networkPort }),
  NetworkPortGetParameters: reads(
    407,
    '5.5.0',
    { port: networkPort, nparams: int, flags: uint },
    { params: typedParameters(bounds.networkPortParameters), nparams: int },
  ),
  NetworkPortSetParameters: writes(
    408,
    '5.5.0',
    { port: networkPort, params: typedParameters(bounds.networkPortParameters), flags: uint },
    {},
  ),
  NetworkPortGetXMLDesc: reads(409, '5.5.0', { port: networkPort, flags: uint }, { xml: string }),
  NetworkPortDelete: writes(410, '5.5.0', { port: networkPort, flags: uint }, {}),
  NetworkDefineXMLFlags: writes(432, '7.7.0', { xml: string, flags: uint }, { net: network }),
  NetworkCreateXMLFlags: writes(437, '7.8.0', { xml: string, flags: uint }, { net: network }),
} as const;
