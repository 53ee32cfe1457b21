import { formatPort, type NetworkPort, noPort } from '../../network/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { ResultOf } from '../../protocol/messages.ts';
import { networkSections, networkUpdateCommands } from '../../protocol/vocabulary.ts';
import type { Call } from '../server/call.ts';
import { has } from '../server/guests.ts';
import { bounds } from '../types/bounds.ts';
import type { NetworkValue } from '../types/common.ts';
import { network, networkPort, optionalString, string } from '../types/common.ts';
import { dhcpLease } from '../types/records.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, int, uint, uuid } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Networks and their ports. */
export const networksRows = {
  ConnectListDefinedNetworks: reads(
    36,
    '0.2.0',
    { maxnames: int },
    { names: array(string, bounds.networkList) },
    async (call, { maxnames }) => ({
      names: (await named(call, inactive)).slice(0, Math.max(0, maxnames)),
    }),
  ),
  ConnectListNetworks: reads(
    38,
    '0.2.0',
    { maxnames: int },
    { names: array(string, bounds.networkList) },
    async (call, { maxnames }) => ({ names: (await named(call, active)).slice(0, Math.max(0, maxnames)) }),
  ),
  NetworkCreate: writes(39, '0.2.0', { net: network }, {}, ({ ask }, { net: { uuid: key } }) =>
    ask('NetworkCreate', { uuid: key }),
  ),
  NetworkCreateXML: writes(40, '0.2.0', { xml: string }, { net: network }, async ({ ask }, { xml }) => ({
    net: await ask('NetworkCreateXML', { xml }),
  })),
  NetworkDefineXML: writes(41, '0.2.0', { xml: string }, { net: network }, async ({ ask }, { xml }) => ({
    net: await ask('NetworkDefineXML', { xml }),
  })),
  NetworkDestroy: writes(42, '0.2.0', { net: network }, {}, ({ ask }, { net: { uuid: key } }) =>
    ask('NetworkDestroy', { uuid: key }),
  ),
  NetworkGetXMLDesc: reads(
    43,
    '0.2.0',
    { net: network, flags: uint },
    { xml: string },
    ({ ask }, { net: { uuid: key }, flags }) =>
      ask('NetworkGetXMLDesc', { uuid: key, inactive: has(flags, inactiveXml) }),
  ),
  NetworkGetAutostart: reads(44, '0.2.1', { net: network }, { autostart: int }, async (call, { net }) => ({
    autostart: (await infoOf(call, net)).autostart ? 1 : 0,
  })),
  NetworkGetBridgeName: reads(45, '0.2.0', { net: network }, { name: string }, async (call, { net }) => ({
    name: bridgeOf(await infoOf(call, net)),
  })),
  NetworkLookupByName: reads(46, '0.2.0', { name: string }, { net: network }, async ({ ask }, { name }) => ({
    net: await ask('NetworkLookup', { key: name, by: 'name' }),
  })),
  NetworkLookupByUUID: reads(47, '0.2.0', { uuid }, { net: network }, async ({ ask }, { uuid: key }) => ({
    net: await ask('NetworkLookup', { key, by: 'uuid' }),
  })),
  NetworkSetAutostart: writes(
    48,
    '0.2.1',
    { net: network, autostart: int },
    {},
    ({ ask }, { net: { uuid: key }, autostart }) =>
      ask('NetworkSetAutostart', { uuid: key, autostart: autostart !== 0 }),
  ),
  NetworkUndefine: writes(49, '0.2.0', { net: network }, {}, ({ ask }, { net: { uuid: key } }) =>
    ask('NetworkUndefine', { uuid: key }),
  ),
  ConnectNumOfDefinedNetworks: reads(50, '0.2.0', {}, { num: int }, async (call) => ({
    num: (await named(call, inactive)).length,
  })),
  ConnectNumOfNetworks: reads(52, '0.2.0', {}, { num: int }, async (call) => ({
    num: (await named(call, active)).length,
  })),
  NetworkIsActive: reads(152, '0.7.3', { net: network }, { active: int }, async (call, { net }) => ({
    active: (await infoOf(call, net)).active ? 1 : 0,
  })),
  NetworkIsPersistent: reads(153, '0.7.3', { net: network }, { persistent: int }, async (call, { net }) => ({
    persistent: (await infoOf(call, net)).persistent ? 1 : 0,
  })),
  ConnectListAllNetworks: reads(
    283,
    '0.10.2',
    { needResults: int, flags: uint },
    { nets: array(network, bounds.networkList), ret: uint },
    async (call, { needResults, flags }) => {
      const nets = await listed(call, flags);
      return { nets: needResults ? nets : [], ret: nets.length };
    },
  ),
  NetworkUpdate: writes(
    291,
    '0.10.2',
    { net: network, command: uint, section: uint, parentIndex: int, xml: string, flags: uint },
    {},
    update,
  ),
  NetworkGetDHCPLeases: reads(
    341,
    '1.2.6',
    { net: network, mac: optionalString, needResults: int, flags: uint },
    { leases: array(dhcpLease, bounds.networkDhcpLeases), ret: uint },
    async (call, { net }) => {
      await infoOf(call, net);
      return { leases: [], ret: 0 };
    },
  ),
  NetworkListAllPorts: reads(
    404,
    '5.5.0',
    { network, needResults: int, flags: uint },
    { ports: array(networkPort, bounds.networkPortList), ret: uint },
    async (call, { network: net, needResults }) => {
      const ports = (await portsOf(call, net)).map((port) => ({ net, uuid: port.uuid }));
      return { ports: needResults ? ports : [], ret: ports.length };
    },
  ),
  NetworkPortLookupByUUID: reads(405, '5.5.0', { network, uuid }, { port: networkPort }, async (call, args) => ({
    port: { net: args.network, uuid: (await portAt(call, args.network, args.uuid)).uuid },
  })),
  NetworkPortCreateXML: writes(
    406,
    '5.5.0',
    { network, xml: string, flags: uint },
    { port: networkPort },
    async ({ ask }, { network: net, xml }) => ({
      port: { net, ...(await ask('NetworkPortCreateXML', { uuid: net.uuid, xml })) },
    }),
  ),
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
  NetworkPortGetXMLDesc: reads(
    409,
    '5.5.0',
    { port: networkPort, flags: uint },
    { xml: string },
    async (call, args) => ({
      xml: formatPort(await portAt(call, args.port.net, args.port.uuid)),
    }),
  ),
  NetworkPortDelete: writes(410, '5.5.0', { port: networkPort, flags: uint }, {}, ({ ask }, { port }) =>
    ask('NetworkPortDelete', { uuid: port.net.uuid, port: port.uuid }),
  ),
  NetworkDefineXMLFlags: writes(
    432,
    '7.7.0',
    { xml: string, flags: uint },
    { net: network },
    async ({ ask }, { xml }) => ({ net: await ask('NetworkDefineXML', { xml }) }),
  ),
  NetworkCreateXMLFlags: writes(
    437,
    '7.8.0',
    { xml: string, flags: uint },
    { net: network },
    async ({ ask }, { xml }) => ({ net: await ask('NetworkCreateXML', { xml }) }),
  ),
} as const;

/** virConnectListAllNetworksFlags; not the order of those of domains. */
const inactive = 1;
const active = 2;
/** VIR_NETWORK_XML_INACTIVE. */
const inactiveXml = 1;
/** virNetworkUpdateFlags. */
const affect = { live: 1, config: 2 } as const;

type Listed = ResultOf<'ConnectListAllNetworks'>['networks'][number];

/** Bits of one group are alternatives; groups narrow each other, as for domains. */
const groups: readonly (readonly (readonly [bit: number, keeps: (network: Listed) => boolean])[])[] = [
  [
    [inactive, (network) => !network.active],
    [active, (network) => network.active],
  ],
  [
    [4, ({ persistent }) => persistent],
    [8, ({ persistent }) => !persistent],
  ],
  [
    [16, ({ autostart }) => autostart],
    [32, ({ autostart }) => !autostart],
  ],
];

async function listed({ ask }: Call, flags: number): Promise<readonly NetworkValue[]> {
  const asked = groups.map((group) => group.filter(([bit]) => has(flags, bit))).filter((group) => group.length > 0);
  const { networks } = await ask('ConnectListAllNetworks', {});
  return networks.filter((network) => asked.every((group) => group.some(([, keeps]) => keeps(network))));
}

const named = async (call: Call, flags: number) => (await listed(call, flags)).map(({ name }) => name);

const infoOf = ({ ask }: Call, net: NetworkValue) => ask('NetworkGetInfo', { uuid: net.uuid });

/** The ports of guests on a network. @throws LibvirtError (operation invalid) while it is not active. */
async function portsOf(call: Call, net: NetworkValue): Promise<readonly NetworkPort[]> {
  await infoOf(call, net);
  const status = call.inside.services.networks.byUuid(net.uuid)?.status;
  if (status?.state === 'active') return [...status.ports.values()];
  throw new LibvirtError('operation invalid', `network '${net.name}' is not active`, 'network');
}

async function portAt(call: Call, net: NetworkValue, key: string): Promise<NetworkPort> {
  const { active } = await infoOf(call, net);
  const port = active ? (await portsOf(call, net)).find((one) => one.uuid === key) : undefined;
  if (port) return port;
  throw noPort(key);
}

function bridgeOf({ name, bridge }: ResultOf<'NetworkGetInfo'>): string {
  if (bridge !== undefined) return bridge;
  throw new LibvirtError('internal error', `network '${name}' does not have a bridge name.`, 'network');
}

interface Update {
  readonly net: NetworkValue;
  readonly command: number;
  readonly section: number;
  readonly parentIndex: number;
  readonly xml: string;
  readonly flags: number;
}

/** Clients send section and command in this order to a host that has the feature for it; older ones do the reverse. */
function update({ ask }: Call, { net, command, section, parentIndex, xml, flags }: Update) {
  const what = { command: networkUpdateCommands[command], section: networkSections[section] };
  if (!what.command || !what.section) throw unknownUpdate(command, section);
  return ask('NetworkUpdate', {
    ...{ uuid: net.uuid, command: what.command, section: what.section, parentIndex, xml },
    ...{ live: has(flags, affect.live), config: has(flags, affect.config) },
  });
}

const unknownUpdate = (command: number, section: number) =>
  new LibvirtError('no support', `can't update section ${section} of a network by command ${command}`, 'network');
