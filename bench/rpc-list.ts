import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remoteRows } from '../src/rpc/procedures/index.ts';
import { timed } from './ends/load.ts';
import { guestXml } from './guests.ts';
import { beside, median, type Row } from './row.ts';
import { connect, type Daemon, type Rpc, startHooklab, startLibvirtd } from './rpc-daemon.ts';

const guests = 10_000;
/** Calls that are under way at once while guests are defined: what libvirtd works on of one client. */
const atOnce = 5;

/** As many defined guests, listed over libvirt's remote protocol. */
export async function rpcListRows(turns: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-bench-'));
  const ours = await startHooklab(folder, 'many', ['--guests', 'inline']);
  const real = await startLibvirtd(folder);
  const daemons = real ? [ours, real] : [ours];
  const rpcs: Rpc[] = [];
  try {
    for (const daemon of daemons) rpcs.push(await filled(daemon));
    const rows = [
      await rowOf(
        'the call that lists 10,000 guests',
        turns,
        rpcs.map((rpc) => () => list(rpc)),
      ),
    ];
    if (spawnSync('virsh', ['--version']).error) return rows;
    const typed = daemons.map((daemon) => () => timed(async () => virshList(daemon)));
    return [...rows, await rowOf('`virsh list --all` of them', Math.ceil(turns / 2), typed)];
  } finally {
    for (const rpc of rpcs) rpc.close();
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A daemon with all the guests; the test driver keeps them while the connection is open. */
async function filled(daemon: Daemon): Promise<Rpc> {
  const rpc = await connect(daemon);
  const type = daemon.driver.split(':')[0] ?? '';
  for (let first = 0; first < guests; first += atOnce)
    await Promise.all(
      Array.from({ length: atOnce }, (_, index) => {
        const xml = guestXml(`idle${first + index}`, 64).replace("type='qemu'", `type='${type}'`);
        return rpc.call(remoteRows.DomainDefineXML, { xml });
      }),
    );
  return rpc;
}

const list = (rpc: Rpc) => timed(() => rpc.call(remoteRows.ConnectListAllDomains, { needResults: 1, flags: 0 }));

/** It asks for each guest's state by itself. */
function virshList({ socket, driver }: Daemon): void {
  const uri = driver.replace(':///', '+unix:///');
  const { status, stderr } = spawnSync('virsh', ['-q', '-c', `${uri}?socket=${socket}`, 'list', '--all']);
  if (status !== 0) throw new Error(`virsh list: ${stderr}`);
}

async function rowOf(what: string, turns: number, [ours, real]: readonly (() => Promise<number>)[]): Promise<Row> {
  const [mine, theirs]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < turns + 1; turn++) {
    if (real) theirs.push(await real());
    if (ours) mine.push(await ours());
  }
  const baseline = real && { beside: beside("libvirtd's test driver", mine.slice(1), theirs.slice(1)) };
  return { what, value: median(mine.slice(1)), unit: 'ms', ...baseline };
}
