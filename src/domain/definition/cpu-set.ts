/** A set of processors as libvirt writes it, `0-1,3` (virBitmapFormat). */
export function formatCpuSet(cpus: readonly number[]): string {
  const sorted = [...new Set(cpus)].sort((a, b) => a - b);
  const runs: [first: number, last: number][] = [];
  for (const cpu of sorted) {
    const run = runs.at(-1);
    if (run && run[1] === cpu - 1) run[1] = cpu;
    else runs.push([cpu, cpu]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** Most processors a set may name. */
const mostCpus = 1024;

/** The processors of a set as written; undefined for what is none (virBitmapParse). */
export function parseCpuSet(text: string): readonly number[] | undefined {
  const cpus = new Set<number>();
  for (const part of text.split(',')) {
    const [, without, first = '', last = first] = /^\s*(\^?)(\d{1,4})(?:-(\d{1,4}))?\s*$/.exec(part) ?? [];
    if (without === undefined || Number(last) >= mostCpus || Number(last) < Number(first)) return undefined;
    for (let cpu = Number(first); cpu <= Number(last); cpu++)
      if (without) cpus.delete(cpu);
      else cpus.add(cpu);
  }
  return [...cpus].sort((a, b) => a - b);
}
