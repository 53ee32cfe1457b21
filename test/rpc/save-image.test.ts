import { expect, test } from 'vitest';
import { remoteRows } from '../../src/rpc/procedures/index.ts';
import { guestXml } from '../guest-xml.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const rows = remoteRows;
const file = '/images/g.save';

async function savedGuest() {
  const client = await (await rpcHost()).open();
  const { dom } = await client.call(rows.DomainDefineXML, { xml: guestXml({ name: 'g' }) });
  await client.call(rows.DomainCreate, { dom });
  return { client, dom };
}

test("a saved guest's XML is replaced, and it comes back with it", async () => {
  const { client, dom } = await savedGuest();
  await client.call(rows.DomainSave, { dom, to: file });
  const { xml } = await client.call(rows.DomainSaveImageGetXMLDesc, { file, flags: 0 });
  const dxml = xml.replace('<memory', '<title>later</title><memory');
  await client.call(rows.DomainSaveImageDefineXML, { file, dxml, flags: 4 });
  await client.call(rows.DomainRestore, { from: file });
  expect((await client.call(rows.DomainGetXMLDesc, { dom, flags: 0 })).xml).toContain('<title>later</title>');
  expect(await client.call(rows.DomainGetState, { dom, flags: 0 })).toMatchObject({ state: 3 });
});

test('it must still be the guest that was saved', async () => {
  const { client, dom } = await savedGuest();
  await client.call(rows.DomainSave, { dom, to: file });
  const { xml } = await client.call(rows.DomainSaveImageGetXMLDesc, { file, flags: 0 });
  const define = (dxml: string, flags = 0) =>
    refusal(client.call(rows.DomainSaveImageDefineXML, { file, dxml, flags }));
  expect(await define(xml.replace('<name>g', '<name>h'))).toMatchObject({
    ...{ code: 67, domain: 20, message: "unsupported configuration: Target domain name 'h' does not match source 'g'" },
  });
  expect(await define('<x/>')).toMatchObject({ code: 27, domain: 5 });
  expect(await define(xml, 1024)).toMatchObject({
    message: 'unsupported flags (0x400) in function qemuDomainSaveImageDefineXML',
  });
  expect(await define(xml.replace('<memory', `<title>${'x'.repeat(2 ** 21)}</title><memory`))).toMatchObject({
    ...{ code: 9, domain: 10, message: 'operation failed: new xml too large to fit in file' },
  });
});

test('a managed image likewise; without one there is nothing to define or remove', async () => {
  const { client, dom } = await savedGuest();
  await client.call(rows.DomainManagedSave, { dom, flags: 0 });
  const { xml } = await client.call(rows.DomainManagedSaveGetXMLDesc, { dom, flags: 0 });
  const dxml = xml.replace('<memory', '<title>later</title><memory');
  await client.call(rows.DomainManagedSaveDefineXML, { dom, dxml, flags: 0 });
  expect((await client.call(rows.DomainManagedSaveGetXMLDesc, { dom, flags: 0 })).xml).toContain('<title>later');
  await client.call(rows.DomainManagedSaveRemove, { dom, flags: 0 });
  expect(await refusal(client.call(rows.DomainManagedSaveDefineXML, { dom, dxml, flags: 0 }))).toMatchObject({
    message: 'Requested operation is not valid: domain does not have managed save image',
  });
  expect(await refusal(client.call(rows.DomainManagedSaveRemove, { dom, flags: 0 }))).toMatchObject({
    ...{
      code: 38,
      domain: 10,
      message: expect.stringMatching(/^Failed to remove managed save file '.*\/g\.save': No such/),
    },
  });
});
