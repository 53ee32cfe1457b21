import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { measuredRows } from '../../../src/cli/predict/measured-rows.ts';
import { compare, errorsOf } from '../../../src/domain/predict/index.ts';
import { commandLine } from '../command-line.ts';

/** Real QEMU 7.2 migrations, and what the model makes of them from nominal inputs and the writer's place. */

const table = 'test/fixtures/qemu-precopy.csv';
const text = readFileSync(table, 'utf8');
const comparisons = measuredRows(text).map(compare);
const rated = comparisons.filter(({ row }) => row.rated);

const folder = mkdtempSync(join(tmpdir(), 'hooklab-check-'));
afterAll(() => rmSync(folder, { recursive: true }));
const check = async (content: string, ...words: string[]) => {
  const file = join(folder, 'rows.csv');
  writeFileSync(file, content);
  return commandLine().run('predict', '--check', file, ...words);
};

test('75 of these rows are ruled by a limit or a link', () => {
  expect([rated.length, comparisons.length]).toEqual([75, 107]);
});

test('total time and bytes: median error at most 1 %, nine of ten rows at most 4 %', () => {
  const { total, bytes } = errorsOf(rated);
  expect(total.median).toBeLessThan(0.01);
  expect(total.p90).toBeLessThan(0.04);
  expect(bytes.median).toBeLessThan(0.01);
  expect(bytes.p90).toBeLessThan(0.04);
});

test('rounds are right within one in 97 of 100 rows', () => {
  expect(errorsOf(rated).rounds.withinOne).toBeGreaterThanOrEqual(0.97);
});

test('whether it converges is always told rightly, also where the machine rules', () => {
  expect(errorsOf(comparisons).wrongVerdicts).toEqual([]);
});

test('downtime is right within a few milliseconds', () => {
  expect(errorsOf(rated).downtimeMs.median).toBeLessThanOrEqual(2);
});

test('no single limit, guest, or way of writing is told much worse than the others', () => {
  for (const group of ['main', 'near', 'random', 'repeat', 'default', 'xbzrle', 'ws', 'link', 'zeromix']) {
    const { total, bytes } = errorsOf(rated.filter(({ row }) => row.group === group));
    expect([group, total.median < 0.01, bytes.median < 0.01]).toEqual([group, true, true]);
  }
});

test('the error table', async () => {
  const { exit, out } = await commandLine().run('predict', '--check', table);
  expect(exit).toBe(0);
  expect(out).toMatch(/^75 of 107 rows are rated\./);
  expect(out).toMatch(/^ link +14 /m);
  expect(out).toMatch(/^ all +75 .*all right$/m);
});

test('the same as data', async () => {
  const json = JSON.parse((await commandLine().run('predict', '--check', table, '--json')).out);
  expect(json.rated).toEqual(errorsOf(rated));
  expect(json.rows.length).toBe(107);
  expect(json.rows[4]).toMatchObject({ id: '7', converged: true, converges: true, syncs: 4 });
  const csv = (await commandLine().run('predict', '--check', table, '--csv')).out.trimEnd().split('\n');
  expect(csv.length).toBe(108);
  expect(csv[0]).toMatch(/^id,group,rated,converged,converges,total_ms,predicted_total_ms/);
});

const [header = '', first = ''] = text.split('\n');
const changed = (column: string, value: string) => {
  const cells = first.split(',');
  cells[header.split(',').indexOf(column)] = value;
  return `${header}\n${cells.join(',')}\n`;
};

test.each([
  ['', 'the table lacks the columns id, group, ram_mib'],
  ['id,group\n1,main\n', 'the table lacks the columns ram_mib, fill_mib'],
  [`${header}\n`, 'the table has no rows'],
  [`${header}\n1,2\n`, 'line 2 has 2 cells where the header has 19'],
  [`${header}\n"1,2\n`, 'line 2 has a quote where none may be'],
  [changed('ram_mib', 'lots'), "line 2: ram_mib must be a number of at least 0, not 'lots'"],
  [changed('ram_mib', 'NaN'), "line 2: ram_mib must be a number of at least 0, not 'NaN'"],
  [changed('ws_mib', '128'), "line 2: a working set of 128 MiB is more than the guest's 64 MiB of memory"],
  [changed('ws_mib', '0'), 'line 2: a working set has from 1 page to 16 TiB, not 0 MiB'],
  [changed('rate_pps', '99999999'), 'line 2: a rate must be more than 0 and at most 10000000 pages/s, not 99999999'],
  [changed('downtime_ms', '86400000'), 'line 2: downtime must be from 0 to 2000000 milliseconds, not 86400000'],
  [changed('limit_s', '0'), 'line 2: a migration is given up after more than 0 and at most'],
  [changed('channel', 'pigeon'), "line 2: channel must be tcp, unix or veth and Mbit/s, not 'pigeon'"],
  [changed('pattern', '7'), "line 2: pattern must be 0 (sequential) or 1 (random), not '7'"],
  [changed('caps', 'teleport'), "line 2: no prediction knows the capability 'teleport'"],
])('a bad table: %j', async (content, sentence) => {
  const { exit, err } = await check(content);
  expect([exit, err]).toEqual([2, expect.stringMatching(/^error: .*\n$/)]);
  expect(err).toContain(sentence);
});

test('a table may have other columns, quotes, line ends and empty lines', async () => {
  const other = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `"a ""b"", c",${line}\r\n`)
    .join('\r\n');
  const { exit, out } = await check(other.replace('"a ""b"", c"', 'note'));
  expect([exit, out.slice(0, 20)]).toEqual([0, '75 of 107 rows are r']);
});

test('a file that is not there', async () => {
  const { exit, err } = await commandLine().run('predict', '--check', '/nowhere.csv');
  expect([exit, err]).toEqual([1, "error: Failed to open file '/nowhere.csv': No such file or directory\n"]);
});

test('a plot of a table is no plot', async () => {
  expect((await check(text, '--svg', join(folder, 'x.svg'))).exit).toBe(2);
});
