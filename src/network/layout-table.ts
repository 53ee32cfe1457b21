import type { Layout, Layouts } from '../xml/layout.ts';
import { table } from '../xml/table.ts';

const lease: Layout = { attributes: ['expiry', 'unit'] };
const range: Layout = { attributes: ['start', 'end'] };
const rate: Layout = { attributes: ['average', 'peak', 'floor', 'burst'] };

/**
 * Every element and attribute libvirt knows of a network, in the order it writes them (network_conf.c and the formatters
 * it calls, 9.0.0; asked of virsh's test driver). What is not here is dropped, as libvirt drops it.
 */
export const layouts: Layouts = table({
  network: {
    attributes: ['connections', 'ipv6', 'trustGuestRxFilters'],
    children: [
      ...['name', 'uuid', 'title', 'description', 'metadata', 'forward', 'bridge', 'mtu', 'mac', 'domain', 'dns'],
      ...['vlan', 'bandwidth', 'port', 'ip', 'route', 'virtualport', 'portgroup', 'dnsmasq:options'],
    ],
  },
  forward: {
    attributes: ['dev', 'mode', 'managed'],
    children: ['driver', 'nat', 'pf', 'interface', 'address'],
  },
  'forward/driver': { attributes: ['name'] },
  'forward/pf': { attributes: ['dev'] },
  'forward/interface': { attributes: ['dev', 'connections'] },
  'forward/address': { attributes: ['type', 'domain', 'bus', 'slot', 'function'] },
  nat: { attributes: ['ipv6'], children: ['address', 'port'] },
  'nat/address': range,
  'nat/port': range,
  bridge: { attributes: ['name', 'zone', 'stp', 'delay', 'macTableManager'] },
  mtu: { attributes: ['size'] },
  mac: { attributes: ['address'] },
  domain: { attributes: ['name', 'localOnly', 'register'] },
  dns: { attributes: ['enable', 'forwardPlainNames'], children: ['forwarder', 'txt', 'srv', 'host'] },
  forwarder: { attributes: ['domain', 'addr'] },
  txt: { attributes: ['name', 'value'] },
  srv: { attributes: ['service', 'protocol', 'domain', 'target', 'port', 'priority', 'weight'] },
  'dns/host': { attributes: ['ip'], children: ['hostname'] },
  vlan: { attributes: ['trunk'], children: ['tag'] },
  tag: { attributes: ['id', 'nativeMode'] },
  bandwidth: { attributes: ['classID'], children: ['inbound', 'outbound'] },
  inbound: rate,
  outbound: rate,
  port: { attributes: ['isolated'] },
  ip: {
    attributes: ['family', 'address', 'netmask', 'prefix', 'localPtr'],
    children: ['tftp', 'dhcp'],
    open: true,
  },
  tftp: { attributes: ['root'] },
  dhcp: { children: ['range', 'host', 'bootp'] },
  range: { ...range, children: ['lease'] },
  'dhcp/host': { attributes: ['id', 'mac', 'name', 'ip'], children: ['lease'] },
  lease,
  bootp: { attributes: ['file', 'server'] },
  route: { attributes: ['family', 'address', 'netmask', 'prefix', 'gateway', 'metric'] },
  virtualport: { attributes: ['type'], children: ['parameters'] },
  parameters: {
    attributes: ['managerid', 'typeid', 'typeidversion', 'instanceid', 'interfaceid', 'profileid'],
  },
  portgroup: {
    attributes: ['name', 'default', 'trustGuestRxFilters'],
    children: ['vlan', 'virtualport', 'bandwidth'],
    open: true,
  },
  'dnsmasq:options': { children: ['dnsmasq:option'] },
  'dnsmasq:option': { attributes: ['value'] },
  networkport: {
    children: [...['uuid', 'owner', 'group', 'mac', 'virtualport', 'bandwidth', 'vlan', 'port', 'rxfilters', 'plug']],
  },
  owner: { children: ['name', 'uuid'] },
  rxfilters: { attributes: ['trustGuest'] },
  plug: { attributes: ['type', 'bridge', 'macTableManager', 'dev', 'mode'] },
});
