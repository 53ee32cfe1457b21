import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remoteRows } from '../src/rpc/procedures/index.ts';
import { timed } from './ends/load.ts';
import { guestXml } from './guests.ts';
import { median, type Row } from './row.ts';
import { connect, startHooklab } from './rpc-daemon.ts';

/**
 * `virsh migrate --live` of an idle guest without hooks between two real libvirt 9.0.0 with QEMU 7.2 (TCG) in namespaces
 * of one machine with two cores: the reference measurements of real libvirt, section 10, "a whole migration 0.47 s".
 */
const realMs = 470;
const name = 'wanderer';

/** The unmodified virsh, whole: it starts, connects to both hosts, migrates a guest of 64 MiB, and ends. */
export async function virshMigrateRows(turns: number): Promise<readonly Row[]> {
  if (spawnSync('virsh', ['--version']).error) return [];
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-bench-'));
  const hosts = [await startHooklab(folder, 'hosta'), await startHooklab(folder, 'hostb')] as const;
  const uris = hosts.map(({ socket }) => `qemu+unix:///system?socket=${socket}`);
  let at = 0;
  const move = (words: readonly string[]) =>
    timed(async () => {
      const [from = '', to = ''] = [uris[at], uris[1 - at]];
      const { status, stderr } = spawnSync('virsh', ['-c', from, 'migrate', '--live', ...words, name, to]);
      if (status !== 0) throw new Error(`virsh migrate: ${stderr}`);
      at = 1 - at;
    });
  try {
    const rpc = await connect(hosts[0]);
    await rpc.call(remoteRows.DomainCreateXML, { xmlDesc: guestXml(name, 64), flags: 0 });
    rpc.close();
    const rows: Row[] = [];
    for (const [what, words] of ways) {
      const times: number[] = [];
      for (let turn = 0; turn < turns + 1; turn++) times.push(await move(words));
      const value = median(times.slice(1));
      const real = { what: 'real libvirt, as it was recorded', value: realMs, ratio: value / realMs };
      rows.push({ what, value, unit: 'ms', beside: real });
    }
    return rows;
  } finally {
    await Promise.all(hosts.map((host) => host.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

const ways = [
  ['`virsh migrate --live` between two hosts, direct', []],
  ['`virsh migrate --live --p2p` between two hosts', ['--p2p']],
] as const;
