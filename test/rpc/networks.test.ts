import { expect, test } from 'vitest';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { parameter } from '../../src/rpc/types/typed-parameter.ts';
import { guestXml } from '../guest-xml.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const xml =
  "<network><name>lab</name><bridge name='virbr7'/><ip address='192.168.77.1' netmask='255.255.255.0'/></network>";

test('a network is defined, started, looked at, changed, stopped and forgotten', async () => {
  const client = await (await rpcHost()).open();
  const { net } = await client.call(rows.NetworkDefineXML, { xml });
  expect(await client.call(rows.NetworkIsActive, { net })).toEqual({ active: 0 });
  await client.call(rows.NetworkCreate, { net });
  await client.call(rows.NetworkSetAutostart, { net, autostart: 1 });
  expect(await client.call(rows.NetworkGetBridgeName, { net })).toEqual({ name: 'virbr7' });
  expect(await client.call(rows.ConnectListAllNetworks, { needResults: 1, flags: 2 | 16 })).toMatchObject({ ret: 1 });
  expect(await client.call(rows.ConnectListAllNetworks, { needResults: 1, flags: 1 })).toMatchObject({ ret: 0 });
  const host = "<host mac='52:54:00:00:00:01' ip='192.168.77.5'/>";
  await client.call(rows.NetworkUpdate, { net, command: 3, section: 4, parentIndex: -1, xml: host, flags: 3 });
  expect((await client.call(rows.NetworkGetXMLDesc, { net, flags: 0 })).xml).toContain('52:54:00:00:00:01');
  await client.call(rows.NetworkDestroy, { net });
  await client.call(rows.NetworkUndefine, { net });
  expect(await refusal(client.call(rows.NetworkLookupByName, { name: 'lab' }))).toMatchObject({
    ...{ code: 43, domain: 19, message: "Network not found: no network with matching name 'lab'" },
  });
});

test("a guest's ports are told while its network is active", async () => {
  const client = await (await rpcHost()).open();
  const { net } = await client.call(rows.NetworkCreateXML, { xml });
  const ports = () => client.call(rows.NetworkListAllPorts, { network: net, needResults: 1, flags: 0 });
  expect(await ports()).toEqual({ ports: [], ret: 0 });
  const card = "<interface type='network'><mac address='52:54:00:11:22:33'/><source network='lab'/></interface>";
  await client.call(rows.DomainCreateXML, {
    xmlDesc: guestXml().replace('</domain>', `<devices>${card}</devices></domain>`),
    flags: 0,
  });
  const [port] = (await ports()).ports;
  if (!port) throw new Error('the guest has no port');
  const { port: found } = await client.call(rows.NetworkPortLookupByUUID, { network: net, uuid: port.uuid });
  expect((await client.call(rows.NetworkPortGetXMLDesc, { port: found, flags: 0 })).xml).toContain(
    "  <mac address='52:54:00:11:22:33'/>\n  <plug type='network' bridge='virbr7'/>\n",
  );
  const other = { network: net, uuid: '77777777-7777-4777-8777-777777777777' };
  expect(await refusal(client.call(rows.NetworkPortLookupByUUID, other))).toMatchObject({ code: 107 });
});

test("a running guest's card is promised no more than its network has", async () => {
  const client = await (await rpcHost()).open();
  const bandwidth = "<bandwidth><inbound average='1000' peak='5000'/></bandwidth>";
  await client.call(rows.NetworkCreateXML, { xml: xml.replace('<ip ', `${bandwidth}<ip `) });
  const device = '52:54:00:11:22:33';
  const card = `<interface type='network'><mac address='${device}'/><source network='lab'/></interface>`;
  const { dom } = await client.call(rows.DomainCreateXML, {
    xmlDesc: guestXml().replace('</domain>', `<devices>${card}</devices></domain>`),
    flags: 0,
  });
  const promise = (kib: number) =>
    client.call(rows.DomainSetInterfaceParameters, {
      ...{ dom, device, flags: 0 },
      params: [parameter('inbound.average', 'uint', 1000), parameter('inbound.floor', 'uint', kib)],
    });
  await promise(4000);
  expect(await refusal(promise(40_000))).toMatchObject({
    ...{ code: 55, domain: 19, message: expect.stringContaining('would overcommit peak=5000 on network') },
  });
  const { ports } = await client.call(rows.NetworkListAllPorts, {
    ...{ network: { name: 'lab', uuid: (await client.call(rows.NetworkLookupByName, { name: 'lab' })).net.uuid } },
    ...{ needResults: 1, flags: 0 },
  });
  const [port] = ports;
  if (!port) throw new Error('the guest has no port');
  expect((await client.call(rows.NetworkPortGetXMLDesc, { port, flags: 0 })).xml).toContain("floor='4000'");
});

test('a port made by hand is a port like any other, with its hook; one uuid is one port', async () => {
  const client = await (await rpcHost()).open();
  const { net } = await client.call(rows.NetworkCreateXML, { xml });
  const uuid = '77777777-7777-4777-8777-777777777770';
  const portXml = `<networkport><uuid>${uuid}</uuid><owner><name>x</name><uuid>${net.uuid}</uuid></owner>
<mac address='52:54:00:7b:35:93'/></networkport>`;
  const create = (text: string) => client.call(rows.NetworkPortCreateXML, { network: net, xml: text, flags: 0 });
  const { port } = await create(portXml);
  expect((await client.call(rows.NetworkPortGetXMLDesc, { port, flags: 0 })).xml).toBe(`\
<networkport>
  <uuid>${uuid}</uuid>
  <owner>
    <name>x</name>
    <uuid>${net.uuid}</uuid>
  </owner>
  <mac address='52:54:00:7b:35:93'/>
  <plug type='network' bridge='virbr7'/>
</networkport>
`);
  expect(await refusal(create(portXml))).toMatchObject({
    ...{ code: 106, message: `network port Network port with UUID ${uuid} already exists exists already` },
  });
  expect(await refusal(create('<networkport/>'))).toMatchObject({
    message: 'internal error: network port has no uuid',
  });
  await client.call(rows.NetworkPortDelete, { port, flags: 0 });
  expect(await refusal(client.call(rows.NetworkPortDelete, { port, flags: 0 }))).toMatchObject({ code: 107 });
  await client.call(rows.NetworkDestroy, { net });
  expect(await refusal(create(portXml))).toMatchObject({ code: 43 });
});
