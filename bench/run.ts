import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { hookCallRows } from './hook-call.ts';
import { inlineMigrationRows } from './inline-migration.ts';
import { machineRows } from './machine.ts';
import { manyGuestsRows } from './many-guests.ts';
import { manyMigrationsRows } from './many-migrations.ts';
import { predictionRows } from './predictions.ts';
import { isMet, type Row } from './row.ts';
import { rowText } from './table.ts';
import { transferRows } from './transfer.ts';

/** Each measures one thing; its argument is how often. A new bench is a new line here. */
const benches: Readonly<Record<string, (turns: number) => Promise<readonly Row[]>>> = {
  machine: machineRows,
  transfer: transferRows,
  'inline-migration': inlineMigrationRows,
  'many-migrations': manyMigrationsRows,
  'many-guests': manyGuestsRows,
  'hook-call': hookCallRows,
  predict: predictionRows,
};

const print = (text: string) => void process.stdout.write(text);

/** `npm run bench -- [--turns N] [bench …]` */
const words = process.argv.slice(2);
const turns = words[0] === '--turns' ? Number(words.splice(0, 2)[1]) : 7;
const unknown = words.filter((word) => !benches[word]);
if (!Number.isInteger(turns) || turns < 1 || unknown.length > 0) {
  process.stderr.write(`usage: npm run bench -- [--turns N] [${Object.keys(benches).join('|')}]...\n`);
  process.exit(2);
}

const results: Record<string, readonly Row[]> = {};
for (const name of words.length > 0 ? words : Object.keys(benches)) {
  print(`\n${name}\n`);
  results[name] = (await benches[name]?.(turns)) ?? [];
  for (const row of results[name]) print(rowText(row));
  if (results[name].length === 0) print('  not measured here: what it needs is missing\n');
}
const path = resolve('bench/results.json');
const rows = Object.entries(results).flatMap(([bench, all]) => all.map((row) => ({ bench, ...row, met: isMet(row) })));
writeFileSync(path, `${JSON.stringify({ at: new Date().toISOString(), turns, rows }, null, 2)}\n`);
print(`\n${path}\n`);
process.exit();
