import { expect, test } from 'vitest';
import { remoteRows } from '../../src/rpc/procedures/index.ts';
import { guestXml } from '../guest-xml.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const rows = remoteRows;
const off = 'Requested operation is not valid: domain is not running';
const none = 'argument unsupported: QEMU guest agent is not configured';

async function guest() {
  const client = await (await rpcHost()).open();
  const { dom } = await client.call(rows.DomainDefineXML, { xml: guestXml({ name: 'g' }) });
  return { client, dom };
}

test('what an agent would do is refused as for a guest without one, and first for one that is off', async () => {
  const { client, dom } = await guest();
  const calls = [
    [10, () => client.call(rows.DomainFSTrim, { dom, mountPoint: null, minimum: 0n, flags: 0 })],
    [10, () => client.call(rows.DomainGetGuestInfo, { dom, types: 0, flags: 0 })],
    [10, () => client.call(rows.DomainAuthorizedSSHKeysGet, { dom, user: 'root', flags: 0 })],
    [10, () => client.call(rows.DomainPMSuspendForDuration, { dom, target: 0, duration: 0n, flags: 0 })],
    [10, () => client.call(rows.DomainShutdownFlags, { dom, flags: 2 })],
    [10, () => client.call(rows.DomainReboot, { dom, flags: 2 })],
    [20, () => client.call(rows.DomainFSFreeze, { dom, mountpoints: [], flags: 0 })],
    [20, () => client.call(rows.DomainGetTime, { dom, flags: 0 })],
    [20, () => client.call(rows.DomainGetFSInfo, { dom, flags: 0 })],
    [20, () => client.call(rows.DomainGetHostname, { dom, flags: 0 })],
    [20, () => client.call(rows.DomainSetUserPassword, { dom, user: 'root', password: 'x', flags: 0 })],
  ] as const;
  for (const [domain, call] of calls) expect(await refusal(call())).toMatchObject({ code: 55, domain, message: off });
  await client.call(rows.DomainCreate, { dom });
  for (const [, call] of calls) expect(await refusal(call())).toMatchObject({ code: 74, domain: 10, message: none });
});

test('keys and interrupts reach a guest that runs; one that does not sleep cannot be woken', async () => {
  const { client, dom } = await guest();
  const keys = { dom, codeset: 0, holdtime: 0, keycodes: [30], flags: 0 };
  expect(await refusal(client.call(rows.DomainSendKey, keys))).toMatchObject({ code: 55, domain: 20, message: off });
  await client.call(rows.DomainCreate, { dom });
  await client.call(rows.DomainSendKey, keys);
  await client.call(rows.DomainInjectNMI, { dom, flags: 0 });
  expect(await refusal(client.call(rows.DomainPMWakeup, { dom, flags: 0 }))).toMatchObject({
    ...{ code: 1, domain: 10, message: expect.stringContaining('Unable to wake up: guest is not in suspended state') },
  });
});

test('flags that a driver does not know are refused, with the name of its function', async () => {
  const { client, dom } = await guest();
  expect(await refusal(client.call(rows.DomainShutdownFlags, { dom, flags: 64 }))).toMatchObject({
    ...{ code: 8, domain: 10, message: 'unsupported flags (0x40) in function qemuDomainShutdownFlags' },
  });
  expect(await refusal(client.call(rows.DomainReboot, { dom, flags: 4 }))).toMatchObject({
    message: 'unsupported flags (0x4) in function qemuDomainReboot',
  });
});
