import { expect, test } from 'vitest';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const uuid = '77777777-7777-4777-8777-777777777771';

test('a filter is kept as libvirt writes it, and nothing is filtered', async () => {
  const client = await (await rpcHost()).open();
  const xml = `<filter name='rigf' chain='ipv4' priority='-700'><uuid>${uuid}</uuid><filterref filter='other'/>
<rule action='drop' direction='out' priority='500'><ip match='no' srcipaddr='$IP'/></rule>
<rule action='accept' direction='inout'><all/></rule></filter>`;
  const { nwfilter } = await client.call(rows.NWFilterDefineXML, { xml });
  expect((await client.call(rows.NWFilterGetXMLDesc, { nwfilter, flags: 0 })).xml).toBe(`\
<filter name='rigf' chain='ipv4' priority='-700'>
  <uuid>${uuid}</uuid>
  <filterref filter='other'/>
  <rule action='drop' direction='out' priority='500'>
    <ip match='no' srcipaddr='$IP'/>
  </rule>
  <rule action='accept' direction='inout' priority='500'>
    <all/>
  </rule>
</filter>
`);
  expect(await client.call(rows.ConnectListNWFilters, { maxnames: 9 })).toEqual({ names: ['rigf'] });
  await client.call(rows.NWFilterUndefine, { nwfilter });
  expect(await refusal(client.call(rows.NWFilterLookupByName, { name: 'rigf' }))).toMatchObject({
    ...{ code: 62, message: "Network filter not found: no nwfilter with matching name 'rigf'" },
  });
});

test.each([
  ['<filter/>', 'internal error: filter has no name'],
  [
    "<filter name='f' chain='bogus'/>",
    "invalid argument: Invalid chain name 'bogus'. Please use a chain name called 'root' or any of the following prefixes: mac, vlan, stp, arp, rarp, ipv4, ipv6",
  ],
  [
    "<filter name='f'><rule action='bogus' direction='out'/></filter>",
    'unsupported configuration: unknown rule action attribute value',
  ],
  ["<filter name='f'><rule action='drop'/></filter>", 'internal error: rule node requires direction attribute'],
])('%s is refused', async (xml, message) => {
  const client = await (await rpcHost()).open();
  expect(await refusal(client.call(rows.NWFilterDefineXML, { xml }))).toMatchObject({ message });
});

test('a name and a uuid belong together', async () => {
  const client = await (await rpcHost()).open();
  const define = (xml: string) => client.call(rows.NWFilterDefineXML, { xml });
  await define(`<filter name='rigf'><uuid>${uuid}</uuid></filter>`);
  expect(await refusal(define("<filter name='rigf'/>"))).toMatchObject({
    message: `operation failed: filter 'rigf' already exists with uuid ${uuid}`,
  });
  expect(await refusal(define(`<filter name='g'><uuid>${uuid}</uuid></filter>`))).toMatchObject({
    message: "operation failed: filter with same UUID but different name ('rigf') already exists",
  });
});

test('a binding is of one port', async () => {
  const client = await (await rpcHost()).open();
  const xml = "<filterbinding><portdev name='vnet9'/><filterref filter='nope'/></filterbinding>";
  const { nwfilter } = await client.call(rows.NWFilterBindingCreateXML, { xml, flags: 0 });
  expect(nwfilter).toEqual({ portdev: 'vnet9', filtername: 'nope' });
  expect(await refusal(client.call(rows.NWFilterBindingCreateXML, { xml, flags: 0 }))).toMatchObject({ code: 9 });
  expect((await client.call(rows.NWFilterBindingGetXMLDesc, { nwfilter, flags: 0 })).xml).toContain(
    "  <portdev name='vnet9'/>\n",
  );
  await client.call(rows.NWFilterBindingDelete, { nwfilter });
  expect(await refusal(client.call(rows.NWFilterBindingLookupByPortDev, { name: 'vnet9' }))).toMatchObject({
    ...{ code: 101, message: "Network filter binding not found: no nwfilter binding for port dev 'vnet9'" },
  });
});
