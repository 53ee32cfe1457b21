import { expect, test } from 'vitest';
import { packetTypes, programs } from '../../src/rpc/packet.ts';
import { remoteRows } from '../../src/rpc/procedures/index.ts';
import { remoteError } from '../../src/rpc/types/error.ts';
import { decode } from '../../src/rpc/xdr/index.ts';
import { guestXml } from '../guest-xml.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const { AuthList, ConnectOpen, ConnectClose, ConnectGetURI, ConnectSupportsFeature, ConnectGetLibVersion } = remoteRows;

test('a client asks who it must be, opens a driver by its URI, and takes leave', async () => {
  const host = await rpcHost({ libvirt: '9.0.0' });
  const client = host.connect();
  expect(await client.call(AuthList, {})).toEqual({ types: [0] });
  await client.call(ConnectOpen, { name: 'lxc:///system', flags: 0 });
  expect(await client.call(ConnectGetURI, {})).toEqual({ uri: 'lxc:///system' });
  expect(await client.call(ConnectGetLibVersion, {})).toEqual({ libVer: 9_000_000n });
  await client.call(ConnectClose, {});
  expect(await client.closed()).toContain('End of file');
});

test.each([
  ['xen:///system', 5, 'no connection driver available for xen:///system'],
  ['qemu:///bogus', 1, "internal error: unexpected qemu URI path '/bogus', try qemu:///system"],
  ['qemu://', 1, "internal error: unexpected qemu URI path '', try qemu:///system"],
  ['lxc:///bogus', 1, "internal error: Unexpected LXC URI path '/bogus', try lxc:///system"],
])('%s is not here', async (name, code, message) => {
  const client = (await rpcHost()).connect();
  expect(await refusal(client.call(ConnectOpen, { name, flags: 0 }))).toMatchObject({ code, message });
});

test.each(['qemu:///session', 'lxc:///', 'network:///system'])('%s is here', async (name) => {
  const client = await (await rpcHost()).open(name);
  expect(await client.call(ConnectGetURI, {})).toEqual({ uri: name });
});

test('a connection to one driver alone has the APIs of no other', async () => {
  const client = await (await rpcHost()).open('network:///system');
  expect(await client.call(remoteRows.ConnectListAllNetworks, { needResults: 1, flags: 0 })).toMatchObject({ ret: 0 });
  expect(await refusal(client.call(remoteRows.ConnectNumOfDomains, {}))).toMatchObject({
    code: 3,
    message: 'this function is not supported by the connection driver: virConnectNumOfDomains',
  });
});

test('nothing but opening works before it is open, and it opens once', async () => {
  const client = (await rpcHost()).connect();
  expect(await refusal(client.call(ConnectGetURI, {}))).toMatchObject({
    code: 1,
    domain: 7,
    message: 'internal error: hypervisor connection not open',
  });
  await client.call(ConnectOpen, { name: null, flags: 0 });
  expect(await client.call(ConnectGetURI, {})).toEqual({ uri: 'qemu:///system' });
  expect(await refusal(client.call(ConnectOpen, { name: null, flags: 0 }))).toMatchObject({ code: 1 });
});

test('features: what a profile of protocol 2 has not, and what no host here has', async () => {
  const answers = async (libvirt: string, uri: string) => {
    const client = await (await rpcHost({ libvirt })).open(uri);
    const asked = Array.from({ length: 17 }, (_, feature) => client.call(ConnectSupportsFeature, { feature }));
    return (await Promise.all(asked)).flatMap(({ supported }, feature) => (supported ? [feature] : []));
  };
  expect(await answers('9.0.0', 'qemu:///system')).toEqual([3, 4, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16]);
  expect(await answers('0.8.2', 'qemu:///system')).toEqual([3, 4, 9, 10, 14, 15, 16]);
  expect(await answers('9.0.0', 'lxc:///system')).toEqual([9, 10, 14, 15, 16]);
});

test('unknown procedures, programs, versions and payloads are answered as libvirtd answers them', async () => {
  const client = await (await rpcHost()).open();
  const refused = async (packet: Parameters<typeof client.ask>[0]) => {
    const reply = await client.ask(packet);
    expect(reply).toMatchObject({ type: 'reply', status: 'error', procedure: packet.procedure });
    const { code, domain, level, message, str1 } = decode(remoteError, reply.payload);
    expect({ level, str1 }).toEqual({ level: 2, str1: '%s' });
    return { code, domain, message };
  };
  const rpc = { code: 39, domain: 7 };
  expect(await refused({ procedure: 4711 })).toEqual({ ...rpc, message: 'unknown procedure: 4711' });
  expect(await refused({ procedure: 1, program: 7 })).toEqual({ ...rpc, message: 'Cannot find program 7 version 1' });
  expect(await refused({ procedure: 1, version: 9 })).toMatchObject(rpc);
  expect(await refused({ procedure: 3, status: 'continue' })).toMatchObject(rpc);
  expect(await refused({ procedure: 23, payload: Buffer.from([0, 0, 1]) })).toEqual({
    ...rpc,
    message: 'Unable to decode message payload',
  });
});

test('a procedure that the driver does not have is libvirt s error 3', async () => {
  const client = await (await rpcHost()).open();
  const dom = { name: 'g', uuid: '11111111-1111-4111-8111-111111111111', id: -1 };
  const signal = { dom, pidValue: 1n, signum: 15, flags: 0 };
  expect(await refusal(client.call(remoteRows.DomainSendProcessSignal, signal))).toMatchObject({
    code: 3,
    domain: 20,
    message: 'this function is not supported by the connection driver: virDomainSendProcessSignal',
  });
});

test.each([
  ['by the read-only socket', true, 0],
  ['by its own wish', false, 1],
])('a client that is read-only %s may only ask', async (_how, readOnlyDoor, flags) => {
  const client = (await rpcHost()).connect(readOnlyDoor);
  await client.open('qemu:///system', flags);
  expect(await refusal(client.call(remoteRows.DomainDefineXML, { xml: guestXml() }))).toMatchObject({
    code: 29,
    message: 'operation forbidden: read only access prevents virDomainDefineXML',
  });
  expect(await client.call(remoteRows.ConnectNumOfDomains, {})).toEqual({ num: 0 });
});

test('what is no call is dropped, and the connection goes on', async () => {
  const client = await (await rpcHost()).open();
  for (const type of packetTypes.filter((name) => name !== 'call')) client.send({ type, procedure: 3, serial: 99 });
  client.send({ ...programs.keepalive, procedure: 77, type: 'message' });
  expect(await client.call(ConnectGetURI, {})).toEqual({ uri: 'qemu:///system' });
});
