import { expect, test } from 'vitest';
import { messages, procedureOf, remoteRows } from '../../src/rpc/procedures/index.ts';
import { served } from '../../src/rpc/procedures/row.ts';
import type { Call } from '../../src/rpc/server/call.ts';
import { encode } from '../../src/rpc/xdr/index.ts';

const rows = Object.entries(remoteRows);

test('every number stands once, and is found', () => {
  const numbers = [...rows.map(([, { number }]) => number), ...Object.values(messages).map(({ number }) => number)];
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const [name, row] of rows) expect(procedureOf('remote', row.number)).toEqual({ name, row });
  expect(procedureOf('remote', 4711)).toBeUndefined();
});

test('the releases are releases', () => {
  for (const [, { since }] of rows) expect(since).toMatch(/^\d+\.\d+\.\d+$/);
});

test('sizes on the wire are those of real clients and daemons', () => {
  const dom = { name: 'g', uuid: '12345678-9abc-def0-1234-56789abcdef0', id: 1 };
  const header = 28;
  const info = { model: 'x86_64', memory: 1n, cpus: 1, mhz: 1, nodes: 1, sockets: 1, cores: 1, threads: 1 };
  expect(header + encode(remoteRows.NodeGetInfo.result, info).length).toBe(188);
  expect(header + encode(remoteRows.ConnectOpen.args, { name: 'qemu:///system', flags: 0 }).length).toBe(56);
  expect(header + encode(remoteRows.AuthList.result, { types: [0] }).length).toBe(36);
  expect(header + encode(remoteRows.DomainGetState.args, { dom, flags: 0 }).length).toBe(60);
  const state = { state: 1, maxMem: 1n, memory: 1n, nrVirtCpu: 1, cpuTime: 1n };
  expect(header + encode(remoteRows.DomainGetInfo.result, state).length).toBe(60);
  expect(header + encode(remoteRows.ConnectListAllDomains.result, { domains: [dom, dom], ret: 2 }).length).toBe(92);
  expect(header + encode(remoteRows.NodeGetSecurityModel.result, { model: 'none', doi: '0' }).length).toBe(64);
  expect(header + encode(remoteRows.DomainMigrateSetMaxDowntime.args, { dom, downtime: 1n, flags: 0 }).length).toBe(68);
});

test('a handler may come from elsewhere: rows that a client needs do not bring their handlers along', async () => {
  const { ConnectGetHostname, ConnectGetType } = remoteRows;
  const rows = served(
    { ConnectGetHostname, ConnectGetType },
    { ConnectGetHostname: async () => ({ hostname: 'elsewhere' }) },
  );
  expect(await rows.ConnectGetHostname.handle?.({} as Call, {})).toEqual({ hostname: 'elsewhere' });
  expect(rows.ConnectGetType).toBe(ConnectGetType);
});
