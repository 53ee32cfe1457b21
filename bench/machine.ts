import { spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { median, type Row } from './row.ts';

/** What the other figures stand beside: the machine, and how long a bare Node takes to start on it. */
export async function machineRows(turns: number): Promise<readonly Row[]> {
  const starts = Array.from({ length: turns * 3 }, () => {
    const begun = performance.now();
    spawnSync(process.execPath, ['-e', '']);
    return performance.now() - begun;
  });
  return [{ what: 'start of a bare Node process', value: median(starts), unit: 'ms', note: machine() }];
}

function machine(): string {
  const [first] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = loadavg()[0]?.toFixed(1);
  return `${first?.model}, ${cpus().length} cores, ${memory}, Node ${process.versions.node}, load ${load}`;
}
