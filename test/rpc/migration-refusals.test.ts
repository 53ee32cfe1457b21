import { afterEach, beforeEach, expect, test } from 'vitest';
import { wireParameters } from '../../src/rpc/migration/index.ts';
import { remoteRows } from '../../src/rpc/procedures/index.ts';
import type { DomainValue } from '../../src/rpc/types/common.ts';
import { type RpcTestClient, refusal } from './client.ts';
import { live, p2p, runningGuest, twoHosts } from './migrating.ts';

let hosts: Awaited<ReturnType<typeof twoHosts>>;
let source: RpcTestClient;
let dom: DomainValue;

beforeEach(async () => {
  hosts = await twoHosts();
  source = await hosts.a.open();
  dom = await runningGuest(source, hosts.calls);
});
afterEach(() => hosts.close());

type Given = Parameters<typeof wireParameters>[0];
const begin = (given: Given, flags = live) =>
  source.call(remoteRows.DomainMigrateBegin3Params, { dom, params: wireParameters(given), flags });
const peerToPeer = (given: Given, flags = live) =>
  source.call(remoteRows.DomainMigratePerform3Params, {
    ...{ dom, params: wireParameters(given), cookieIn: new Uint8Array(), flags: flags | p2p },
    dconnuri: hosts.uri('hostb'),
  });
const copyStorage = 64;

test('an empty XML is no XML, which is not the same as none given', async () => {
  const empty = '(domain_definition):1: Document is empty\n(null)\n^';
  expect((await refusal(begin({ destination_xml: '' }))).message).toBe(empty);
  expect((await refusal(peerToPeer({ destination_xml: '' }))).message).toBe(empty);
  expect(hosts.calls).toEqual([]);
});

test('disks to be copied are disks that the guest has', async () => {
  const unknown = { code: 8, message: 'invalid argument: disk target vdx not found' };
  expect(await refusal(begin({ migrate_disks: ['vdx'] }, live | copyStorage))).toMatchObject(unknown);
  expect(await refusal(peerToPeer({ migrate_disks: ['vdx'] }, live | copyStorage))).toMatchObject(unknown);
  expect(hosts.calls).toEqual([]);
  await begin({ migrate_disks: ['vdx'] });
});
