import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { benchArguments, usage } from './arguments.ts';
import { benches } from './benches.ts';
import { isMet, type Row } from './row.ts';
import { rowText } from './table.ts';

async function rowsOf(name: string, turns: number): Promise<readonly Row[]> {
  const child = fork(new URL('./one.js', import.meta.url), [name, String(turns)], {
    serialization: 'advanced',
  });
  child.once('exit', (code) => {
    if (code !== 0) process.exit(1);
  });
  const [rows] = await once(child, 'message');
  return rows as readonly Row[];
}

const print = (text: string) => void process.stdout.write(text);

const known = Object.keys(benches);
const asked = benchArguments(process.argv.slice(2), known);
if (!asked) {
  process.stderr.write(usage(known));
  process.exit(2);
}

const results: Record<string, readonly Row[]> = {};
for (const name of asked.names) {
  print(`\n${name}\n`);
  results[name] = await rowsOf(name, asked.turns);
  for (const row of results[name]) print(rowText(row));
  if (results[name].length === 0) print('  not measured here: what it needs is missing\n');
}
const path = resolve('bench/results.json');
const rows = Object.entries(results).flatMap(([bench, all]) => all.map((row) => ({ bench, ...row, met: isMet(row) })));
writeFileSync(path, `${JSON.stringify({ at: new Date().toISOString(), turns: asked.turns, rows }, null, 2)}\n`);
print(`\n${path}\n`);
