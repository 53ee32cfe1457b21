import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remoteRows } from '../src/rpc/procedures/index.ts';
import { timed } from './ends/load.ts';
import { guestXml } from './guests.ts';
import { beside, median, type Row } from './row.ts';
import { connect, type Daemon, type Rpc, startHooklab, startLibvirtd } from './rpc-daemon.ts';

/** Calls one after the other on one connection, and on each of a hundred at once. */
const calls = 2000;
const connections = 100;
/** The test driver has a guest of this name from the start. */
const guest = 'test';

export async function rpcRows(turns: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-bench-'));
  const ours = await startHooklab(folder, 'bench');
  const real = await startLibvirtd(folder);
  try {
    const rpc = await connect(ours);
    await rpc.call(remoteRows.DomainCreateXML, { xmlDesc: guestXml(guest, 64), flags: 0 });
    rpc.close();
    const rows: Row[] = [];
    for (const [what, many, ask] of asked) rows.push(await speedRow({ what, many, ask, turns, ours, real }));
    return [...rows, ...(await virshRow(turns, ours))];
  } finally {
    await ours.stop();
    await real?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Dom = { name: string; uuid: string; id: number };
type Ask = (rpc: Rpc, dom: Dom) => Promise<unknown>;

const version: Ask = (rpc) => rpc.call(remoteRows.ConnectGetLibVersion, {});
const info: Ask = (rpc, dom) => rpc.call(remoteRows.DomainGetInfo, { dom });

const asked: readonly (readonly [what: string, many: boolean, ask: Ask])[] = [
  ['virConnectGetLibVersion, one connection', false, version],
  [`virConnectGetLibVersion, ${connections} connections`, true, version],
  ['virDomainGetInfo, one connection', false, info],
  [`virDomainGetInfo, ${connections} connections`, true, info],
];

interface Speed {
  readonly what: string;
  readonly many: boolean;
  readonly ask: Ask;
  readonly turns: number;
  readonly ours: Daemon;
  readonly real: Daemon | undefined;
}

async function speedRow({ what, many, ask, turns, ours, real }: Speed): Promise<Row> {
  const count = many ? connections : 1;
  const here = await open(ours, count);
  const there = real && (await open(real, count));
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    if (there) theirs.push(await speed(there, ask));
    mine.push(await speed(here, ask));
  }
  for (const { rpc } of [...here, ...(there ?? [])]) rpc.close();
  const baseline = there && { beside: beside("libvirtd's test driver", mine, theirs) };
  return { what, value: median(mine), unit: 'calls/s', ...baseline };
}

async function open(daemon: Daemon, count: number) {
  const opened: { readonly rpc: Rpc; readonly dom: Dom }[] = [];
  while (opened.length < count) {
    const rpc = await connect(daemon);
    opened.push({ rpc, ...(await rpc.call(remoteRows.DomainLookupByName, { name: guest })) });
  }
  return opened;
}

/** Calls a second, over all of them. */
async function speed(opened: Awaited<ReturnType<typeof open>>, ask: Ask): Promise<number> {
  const each = calls / opened.length;
  const ms = await timed(async () => {
    await Promise.all(
      opened.map(async ({ rpc, dom }) => {
        for (let call = 0; call < each; call++) await ask(rpc, dom);
      }),
    );
  });
  return (calls / ms) * 1000;
}

/** The whole program: it starts, connects, asks, and ends. */
async function virshRow(turns: number, { socket }: Daemon): Promise<readonly Row[]> {
  if (spawnSync('virsh', ['--version']).error) return [];
  const run = (uri: string) => timed(async () => void spawnSync('virsh', ['-c', uri, 'list', '--all']));
  const mine: number[] = [];
  const alone: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    alone.push(await run('test:///default'));
    mine.push(await run(`qemu+unix:///system?socket=${socket}`));
  }
  const other = beside('the same of its built-in test driver', mine, alone);
  return [{ what: '`virsh list --all` of a host', value: median(mine), unit: 'ms', beside: other }];
}
