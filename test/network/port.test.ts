import { expect, test } from 'vitest';
import {
  active,
  allocatePort,
  countPort,
  createDeviceNames,
  createNetworkList,
  formatNetworkXml,
  formatPort,
  type Network,
  networkStatusFile,
  parsePort,
  readNetworkStatus,
} from '../../src/network/index.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { complaint, parsed, random } from './networks.ts';

const createLock = () => ({ acquire: async () => () => {}, holder: undefined });
const owner = { name: 'g', uuid: '11111111-1111-4111-8111-111111111111' };

function activeNetwork(inside = ''): Network {
  const network = createNetworkList({ createLock }).add(parsed(`<network><name>y</name>${inside}</network>`));
  network.status = active();
  return network;
}

const request = (source = '', more = '') => ({
  uuid: '77777777-7777-4777-8777-777777777777',
  owner,
  mac: '52:54:00:11:11:11',
  card: parseXml(`<interface type='network'><source network='y'${source}/>${more}</interface>`),
});
const plugOf = (network: Network) => allocatePort(network, request()).plug;

test('what a card is plugged into depends on how the network forwards', () => {
  expect(plugOf(activeNetwork("<bridge name='b0'/>"))).toEqual({ type: 'network', bridge: 'b0' });
  expect(plugOf(activeNetwork("<bridge name='b0' macTableManager='libvirt'/>"))).toEqual({
    type: 'network',
    bridge: 'b0',
    macTableManager: 'libvirt',
  });
  expect(plugOf(activeNetwork("<forward mode='bridge'/><bridge name='br0'/>"))).toEqual({
    type: 'bridge',
    bridge: 'br0',
  });
  expect(plugOf(activeNetwork("<forward mode='vepa' dev='e0'/>"))).toEqual({ type: 'direct', dev: 'e0', mode: 'vepa' });
});

test('of several cards the least used one is taken, and in passthrough mode only one that is free', () => {
  const network = activeNetwork("<forward mode='private'><interface dev='a'/><interface dev='b'/></forward>");
  const take = (of: Network) => {
    const port = allocatePort(of, request());
    if (of.status.state === 'active') countPort(of.status, port, 1);
    return port.plug.type === 'direct' ? port.plug.dev : '';
  };
  expect([take(network), take(network), take(network)]).toEqual(['a', 'b', 'a']);
  expect(network.status).toMatchObject({ connections: 3 });
  const exclusive = activeNetwork("<forward mode='passthrough' dev='a'/>");
  expect(take(exclusive)).toBe('a');
  expect(complaint(() => take(exclusive))).toBe(
    "internal error: network 'y' requires exclusive access to interfaces, but none are available",
  );
});

test('a network that cannot take a card says so', () => {
  const off = createNetworkList({ createLock }).add(parsed('<network><name>y</name></network>'));
  expect(complaint(() => plugOf(off))).toBe("Requested operation is not valid: network 'y' is not active");
  expect(complaint(() => plugOf(activeNetwork("<forward mode='vepa'/>")))).toBe(
    "internal error: network 'y' uses a direct mode, but has no forward dev and no interface pool",
  );
  const openvswitch = request('', "<virtualport type='openvswitch'/>");
  expect(complaint(() => allocatePort(activeNetwork("<bridge name='b'/>"), openvswitch))).toBe(
    "unsupported configuration: <virtualport type='openvswitch'> not supported for network 'y' which uses IP forwarding",
  );
});

test('a port says what its card, its portgroup and the network say, in libvirt’s order, and is read back', () => {
  const network = activeNetwork(
    "<bridge name='b0'/><port isolated='yes'/><portgroup name='p' trustGuestRxFilters='yes'><bandwidth><inbound average='7'/></bandwidth></portgroup>",
  );
  const port = allocatePort(network, request(" portgroup='p'"));
  const text = formatPort(port);
  expect(text).toBe(`<networkport>
  <uuid>77777777-7777-4777-8777-777777777777</uuid>
  <owner>
    <name>g</name>
    <uuid>11111111-1111-4111-8111-111111111111</uuid>
  </owner>
  <group>p</group>
  <mac address='52:54:00:11:11:11'/>
  <bandwidth>
    <inbound average='7'/>
  </bandwidth>
  <port isolated='yes'/>
  <rxfilters trustGuest='yes'/>
  <plug type='network' bridge='b0'/>
</networkport>
`);
  expect(formatPort(parsePort(text) ?? port)).toBe(text);
  expect(parsePort('<networkport/>')).toBeUndefined();
});

test('an active network is read back from its status file, with its taint', () => {
  const network = activeNetwork("<bridge name='b0'/>");
  network.tainted = true;
  const kept = readNetworkStatus(networkStatusFile(network), random);
  expect(kept && formatNetworkXml(kept.definition)).toBe(formatNetworkXml(network.definition));
  expect(kept?.tainted).toBe(true);
  expect(readNetworkStatus(networkStatusFile(activeNetwork()), random)).toMatchObject({ tainted: false });
  expect(readNetworkStatus('<networkstatus>\n  <netw', random)).toBeUndefined();
});

test('two networks have neither a name nor a uuid in common', () => {
  const list = createNetworkList({ createLock });
  const one = list.add(parsed('<network><name>y</name></network>'));
  const { uuid } = one.definition;
  expect(complaint(() => list.find(parsed('<network><name>y</name></network>')))).toBe(
    `operation failed: network 'y' already exists with uuid ${uuid}`,
  );
  expect(complaint(() => list.find(parsed(`<network><name>z</name><uuid>${uuid}</uuid></network>`)))).toBe(
    `operation failed: network 'y' is already defined with uuid ${uuid}`,
  );
  expect(list.find(one.definition)).toBe(one);
  expect(list.find(parsed('<network><name>new</name></network>'))).toBeUndefined();
});

test('names of devices count up, above those that are in use', () => {
  const names = createDeviceNames();
  expect([names.next('vnet'), names.next('vnet'), names.next('macvtap')]).toEqual(['vnet0', 'vnet1', 'macvtap0']);
  names.reserve('vnet7');
  names.reserve('vnet3');
  names.reserve('tap9');
  expect(names.next('vnet')).toBe('vnet8');
});

test('a card is promised no more of what comes in than the network has', () => {
  const floor = (kib: number) => request('', `<bandwidth><inbound average='1000' floor='${kib}'/></bandwidth>`);
  const withInbound = (inbound: string) =>
    activeNetwork(`<bridge name='b0'/><bandwidth><inbound ${inbound}/></bandwidth>`);
  const refused = (network: Network, kib: number) => complaint(() => allocatePort(network, floor(kib)));
  const misused = "Invalid use of 'floor' on interface with MAC address 52:54:00:11:11:11 - ";
  expect(refused(activeNetwork("<bridge name='b0'/>"), 100)).toBe(
    `Operation not supported: ${misused}network 'y' has no inbound QoS set`,
  );
  expect(refused(activeNetwork("<forward mode='bridge'/><bridge name='b0'/>"), 100)).toContain(
    `unsupported configuration: ${misused}'floor' is only supported`,
  );
  const network = withInbound("average='1000' peak='5000'");
  const port = allocatePort(network, { ...floor(3000), uuid: '88888888-8888-4888-8888-888888888888' });
  if (network.status.state === 'active') network.status.ports.set(port.uuid, port);
  expect(refused(network, 2000)).toBe('accepted');
  expect(refused(network, 2001)).toBe(
    "Requested operation is not valid: Cannot plug '52:54:00:11:11:11' interface into 'b0' because new combined inbound floor=5001 would overcommit peak=5000 on network 'y'",
  );
  expect(refused(withInbound("average='1000'"), 1001)).toContain('would overcommit average=1000');
});
