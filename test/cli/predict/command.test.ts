import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commandLine } from '../command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'hooklab-predict-'));
afterAll(() => rmSync(folder, { recursive: true }));

const predict = (...words: string[]) => commandLine().run('predict', ...words);
const measuredGuest = ['--memory', '256MiB', '--non-zero', '200MiB', '--working-set', '64MiB'];
const likeRow95 = [...measuredGuest, '--rate', '19660', '--written-at-start', '19070'];

test('a few lines and a row for each round', async () => {
  const { exit, out, err } = await predict(...likeRow95);
  expect([exit, err]).toEqual([0, '']);
  expect(out).toMatchInlineSnapshot(`
    "Guest     256 MiB, 200 MiB of it not zero; 64 MiB written at 19660 pages/s (76.8 MiB/s, sequential)
    Limits    128 MiB/s, downtime 300 ms, no link between the guests
    Outcome   converges: 2.235 s in all, the guest stands still for 26 ms
    Sent      317.4 MiB in 7 rounds: 81052 pages, 14378 zero pages

     Round   Begins    Takes     Pages   Sent        Dirtied    Left       Threshold
    ----------------------------------------------------------------------------------
     1       0 ms      1.519 s   51288   200.9 MiB   64.0 MiB   64.0 MiB   38.4 MiB
     2       1.519 s   289 ms    7558    29.6 MiB    21.4 MiB   55.8 MiB   38.4 MiB
     3       1.808 s   200 ms    6542    25.6 MiB    15.3 MiB   45.6 MiB   38.4 MiB
     4       2.008 s   101 ms    3271    12.8 MiB    7.7 MiB    40.6 MiB   38.0 MiB
     5       2.109 s   101 ms    3271    12.8 MiB    7.7 MiB    35.5 MiB   38.4 MiB
     6       2.209 s   1 ms      0       0 B         104 KiB    35.6 MiB   38.4 MiB
     7       2.210 s   25 ms     9122    35.7 MiB    0 B        0 B        38.4 MiB
    "
  `);
});

test('rates and limits may be given in other units', async () => {
  const [plain, units] = await Promise.all([
    predict(...measuredGuest, '--rate', '1280', '--max-bandwidth', '64', '--downtime-limit', '30', '--json'),
    predict(
      ...measuredGuest,
      '--rate',
      '5MiB/s',
      '--max-bandwidth',
      '65536KiB/s',
      '--downtime-limit',
      '0.03s',
      '--json',
    ),
  ]);
  expect(JSON.parse(units.out)).toEqual(JSON.parse(plain.out));
});

test('--json: one document with the statistics of query-migrate', async () => {
  const { out } = await predict(...likeRow95, '--json');
  const { converges, stats, rounds, points, range, scenario } = JSON.parse(out);
  expect([converges, range, scenario.linkBytesPerMs]).toEqual([true, null, null]);
  expect(stats).toMatchObject({
    'dirty-sync-count': rounds.length,
    remaining: 0,
    total: 268_967_936,
    'page-size': 4096,
  });
  expect(points.at(-1).remaining).toBe(0);
});

test('--csv: a line for each round', async () => {
  const { out } = await predict(...likeRow95, '--csv');
  const [header, first, ...rest] = out.trimEnd().split('\n');
  expect(header).toBe('round,start_ms,end_ms,pages,bytes,dirtied,remaining,threshold');
  expect(first).toMatch(/^1,0,15\d\d\.\d+,512\d\d,\d+,16386,\d+,\d+$/);
  expect(rest.length).toBe(6);
});

test('--svg: bytes left against time, a line for each round, the switch-over', async () => {
  const file = join(folder, 'plot.svg');
  const { exit, out } = await predict(...likeRow95, '--svg', file);
  const svg = readFileSync(file, 'utf8');
  expect([exit, out.includes('Outcome')]).toEqual([0, true]);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 960 480"/);
  expect(svg.match(/stroke="#ccc"/g)?.length).toBe(7);
  expect(svg).toContain('switch-over, then');
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  expect(svg.trimEnd().endsWith('</svg>')).toBe(true);
});

test('a plot of what does not converge has no switch-over', async () => {
  const file = join(folder, 'never.svg');
  const { exit, out } = await predict(...measuredGuest, '--rate', '60000', '--within', '9', '--svg', file);
  expect([exit, out]).toEqual([0, expect.stringContaining('does not converge within 9.')]);
  expect(readFileSync(file, 'utf8')).not.toContain('switch-over');
});

test('near the bandwidth a range is told, elsewhere when asked for', async () => {
  const near = await predict(...measuredGuest, '--rate', '29491');
  const far = await predict(...measuredGuest, '--rate', '8000');
  const asked = await predict(...measuredGuest, '--rate', '8000', '--seeds', '3');
  expect(near.out).toMatch(/Range {5}with 16 places of the writer 16 converge: \d\.\d+ s to \d\.\d+ s \(median/);
  expect(far.out).not.toContain('Range');
  expect(asked.out).toContain('with 3 places of the writer 3 converge');
});

test('regions, capabilities, link', async () => {
  const words = ['--region', '16MiB:2000', '--region', '8MiB:500:random', '--link', '1Gbit/s', '--latency', '2'];
  const { exit, out } = await predict('--memory', '1GiB', ...words, '--parallel', '--auto-converge');
  expect(exit).toBe(0);
  expect(out).toContain(
    '16 MiB written at 2000 pages/s (7.8 MiB/s, sequential); 8 MiB written at 500 pages/s (2.0 MiB/s, random)',
  );
  expect(out).toContain('128 MiB/s, downtime 300 ms, link of 1000 Mbit/s, latency 2 ms, auto-converge, multifd');
});

test('a constant of the model may be another', async () => {
  const slow = await predict('--memory', '64MiB', '--non-zero', '8MiB', '--constant', 'pageMs=0.1', '--json');
  expect(JSON.parse(slow.out).stats['total-time']).toBeGreaterThan(200);
});

const small = ['--memory', '64MiB'];
const refusals: readonly (readonly [string[], string])[] = [
  [[], 'predict needs --memory SIZE, or --check FILE.csv'],
  [['--memory', '64'], "--memory wants a size such as 512MiB or 64GiB, not '64'"],
  [['--memory', 'NaN'], "--memory wants a size such as 512MiB or 64GiB, not 'NaN'"],
  [['--memory', '0MiB'], 'a guest has from 1 page to 16 TiB of memory, not 0 MiB'],
  [['--memory', '100TiB'], 'a guest has from 1 page to 16 TiB of memory, not 104857600 MiB'],
  [
    [...small, '--working-set', '128MiB', '--rate', '10'],
    "a working set of 128 MiB is more than the guest's 64 MiB of memory",
  ],
  [[...small, '--non-zero', '65MiB'], "65 MiB that hold something are more than the guest's 64 MiB of memory"],
  [
    [...small, '--working-set', '8MiB', '--rate', '999999999'],
    'a rate must be more than 0 and at most 10000000 pages/s, not 999999999',
  ],
  [
    [...small, '--working-set', '8MiB', '--rate', '0'],
    'a rate must be more than 0 and at most 10000000 pages/s, not 0',
  ],
  [
    [...small, '--working-set', '8MiB', '--rate', 'NaN'],
    "a rate wants pages/s or a speed such as 2000 or 80MiB/s, not 'NaN'",
  ],
  [[...small, '--rate', '10'], 'a guest that writes needs both --working-set and --rate'],
  [[...small, '--pattern', 'random'], 'a guest that writes needs both --working-set and --rate'],
  [
    [...small, '--pattern', 'idle', '--rate', '10'],
    "pattern 'idle' writes nothing, so it takes no --rate or --working-set",
  ],
  [[...small, '--pattern', 'often'], "--pattern wants one of sequential, random, idle, not 'often'"],
  [[...small, '--region', '8MiB'], "--region wants SIZE:RATE or SIZE:RATE:random, not '8MiB'"],
  [[...small, '--max-bandwidth', '-1'], "--max-bandwidth wants MiB/s or a speed such as 128MiB/s, not '-1'"],
  [[...small, '--downtime-limit', '24h'], 'downtime must be from 0 to 2000000 milliseconds, not 86400000'],
  [[...small, '--downtime-limit', 'NaN'], "--downtime-limit wants a time such as 300ms or 2s, not 'NaN'"],
  [[...small, '--link', '0Mbit/s'], 'a link must carry something'],
  [[...small, '--link', '1000'], "--link wants a speed such as 1Gbit/s or 250Mbit/s, not '1000'"],
  [[...small, '--within', '0'], 'a migration is given up after more than 0 and at most 2678400000 milliseconds, not 0'],
  [[...small, '--seed', '1.5'], "--seed wants a whole number from 0 to 4294967295, not '1.5'"],
  [[...small, '--seeds', '1001'], "--seeds wants a whole number from 0 to 1000, not '1001'"],
  [[...small, '--written-at-start', '5'], '--written-at-start wants a guest with one working set'],
  [[...small, '--csv', '--json'], 'predict prints --json or --csv, not both'],
];

test.each(refusals)('%j: one clear sentence, exit 2', async (words, sentence) => {
  const { exit, err } = await predict(...words);
  expect([exit, err]).toEqual([2, `error: ${sentence}\n`]);
});

test('a constant that is none is refused with the names of all', async () => {
  const { exit, err } = await predict(...small, '--constant', 'speed=1');
  expect([exit, err]).toEqual([
    2,
    expect.stringMatching(/^error: --constant wants NAME=NUMBER, .*pageMs.*, not 'speed=1'\n$/),
  ]);
});

test('a plot that cannot be written is said with its reason', async () => {
  const file = join(folder, 'nowhere', 'plot.svg');
  const { exit, err } = await predict(...small, '--svg', file);
  expect([exit, err]).toEqual([1, `error: Failed to create file '${file}': No such file or directory\n`]);
});

test('help names every option', async () => {
  const { exit, out } = await predict('--help');
  expect(exit).toBe(0);
  expect(out).toContain('--check <file.csv>');
});
