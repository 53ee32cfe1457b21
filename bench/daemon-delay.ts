import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { guestXml } from './guests.ts';
import { type BenchHosts, startHosts } from './hosts.ts';
import { median, type Row } from './row.ts';

/** MiB of the guest whose transfer is watched. */
const guestMiB = 512;

/** How long the event loops of two host processes are held up while a guest full of pages moves between them. */
export async function daemonDelayRows(turns: number): Promise<readonly Row[]> {
  const process = await delays('process', turns);
  const inline = await delays('inline', turns);
  const row = (what: string, values: readonly number[]): Row => ({
    what: `event loop delay of the daemons during a transfer, 99th percentile, ${what}`,
    value: median(values),
    unit: 'ms',
    goal: { of: 'value', most: 20 },
    note: `the slower of both hosts, ${guestMiB} MiB with content, no bandwidth limit; the most was ${Math.max(...values).toFixed(1)} ms`,
  });
  return [row('guests as processes', process), row('inline guests', inline)];
}

async function delays(guests: 'process' | 'inline', turns: number): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hooklab-bench-'));
  const fileOf = (name: string) => join(folder, name);
  const watch = new URL('./ends/watch-delay.js', import.meta.url).href;
  const hosts = await startHosts({
    guests,
    environment: (name) => ({ NODE_OPTIONS: `--import=${watch}`, HOOKLAB_BENCH_DELAY: fileOf(name) }),
  });
  try {
    await hosts.a.create(guestXml('bench', guestMiB, guestMiB - 8));
    const taken: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const [from, to] = turn % 2 === 0 ? (['a', 'b'] as const) : (['b', 'a'] as const);
      signal(hosts);
      await hosts.move(from, to, 'bench');
      signal(hosts);
      taken.push(Math.max(await figure(fileOf('a')), await figure(fileOf('b'))));
    }
    return taken;
  } finally {
    await hosts.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function signal({ a, b }: BenchHosts): void {
  for (const { pid } of [a, b]) process.kill(pid, 'SIGUSR2');
}

async function figure(path: string): Promise<number> {
  while (!existsSync(path)) await sleep(10);
  await sleep(10);
  const text = readFileSync(path, 'utf8');
  rmSync(path);
  return Number(text);
}
