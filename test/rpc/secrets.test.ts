import { expect, test } from 'vitest';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const uuid = '66666666-6666-4666-8666-666666666666';
const secretXml = (attributes = '', id = '/x') =>
  `<secret ${attributes}><uuid>${uuid}</uuid><usage type='volume'><volume>${id}</volume></usage></secret>`;
const define = { flags: 0 };

test('a secret is defined, given a value, found by its use and undefined', async () => {
  const client = await (await rpcHost()).open();
  const { secret } = await client.call(rows.SecretDefineXML, { ...define, xml: secretXml() });
  expect(secret).toEqual({ uuid, usageType: 1, usageId: '/x' });
  expect(await refusal(client.call(rows.SecretGetValue, { secret, flags: 0 }))).toMatchObject({
    ...{ code: 66, domain: 30, message: `Secret not found: secret '${uuid}' does not have a value` },
  });
  await client.call(rows.SecretSetValue, { secret, value: Buffer.from('hello'), flags: 0 });
  const { value } = await client.call(rows.SecretGetValue, { secret, flags: 0 });
  expect(Buffer.from(value).toString()).toBe('hello');
  expect(await client.call(rows.SecretLookupByUsage, { usageType: 1, usageId: '/x' })).toEqual({ secret });
  expect((await client.call(rows.SecretGetXMLDesc, { secret, flags: 0 })).xml).toBe(
    `<secret ephemeral='no' private='no'>\n  <uuid>${uuid}</uuid>\n  <usage type='volume'>\n    <volume>/x</volume>\n  </usage>\n</secret>\n`,
  );
  await client.call(rows.SecretUndefine, { secret });
  expect(await client.call(rows.ConnectListAllSecrets, { needResults: 1, flags: 0 })).toEqual({ secrets: [], ret: 0 });
});

test('what is private is told to nobody, and stays so', async () => {
  const client = await (await rpcHost()).open();
  const { secret } = await client.call(rows.SecretDefineXML, { ...define, xml: secretXml("private='yes'") });
  await client.call(rows.SecretSetValue, { secret, value: Buffer.from('x'), flags: 0 });
  expect(await refusal(client.call(rows.SecretGetValue, { secret, flags: 0 }))).toMatchObject({
    ...{ code: 65, message: 'Invalid secret: secret is private' },
  });
  expect(await refusal(client.call(rows.SecretDefineXML, { ...define, xml: secretXml() }))).toMatchObject({
    message: 'internal error: cannot change private flag on existing secret',
  });
});

test.each([
  ["<secret><usage type='bogus'/></secret>", 67, 'unsupported configuration: unknown secret usage type bogus'],
  ["<secret><usage type='volume'/></secret>", 1, 'internal error: volume usage specified, but volume path is missing'],
  ['<x/>', 27, "XML error: expecting root element of 'secret', not 'x'"],
  ['<secret><uuid>no</uuid></secret>', 1, 'internal error: malformed uuid element'],
])('%s is refused', async (xml, code, message) => {
  const client = await (await rpcHost()).open();
  expect(await refusal(client.call(rows.SecretDefineXML, { ...define, xml }))).toMatchObject({ code, message });
});

test('lists tell what lasts and what is private apart; a use has one secret', async () => {
  const client = await (await rpcHost()).open();
  const passing = uuid.replace('66666666-', '77777777-');
  await client.call(rows.SecretDefineXML, { ...define, xml: secretXml("private='yes'") });
  const other = secretXml("ephemeral='yes'").replace(uuid, passing);
  expect(await refusal(client.call(rows.SecretDefineXML, { ...define, xml: other }))).toMatchObject({
    message: `internal error: a secret with UUID ${uuid} already defined for use with /x`,
  });
  await client.call(rows.SecretDefineXML, { ...define, xml: other.replace('/x', '/y') });
  const listed = async (flags: number) =>
    (await client.call(rows.ConnectListAllSecrets, { needResults: 1, flags })).secrets.map(({ usageId }) => usageId);
  expect(await listed(0)).toEqual(['/x', '/y']);
  expect(await listed(1)).toEqual(['/y']);
  expect(await listed(2)).toEqual(['/x']);
  expect(await listed(4)).toEqual(['/x']);
  expect(await listed(1 | 4)).toEqual([]);
});
