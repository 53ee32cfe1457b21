import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { withWorkload } from '../../../src/cli/migrate-once/workload.ts';
import { guestXml } from '../../guest-xml.ts';
import { commandLine } from '../command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'hooklab-workload-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const predict = (...words: string[]) => commandLine().run('predict', ...words);

const table = file('trace.csv', 'ms,page,count\n0,0,64\n50,4096,1\n90,7,2\n');

test('a recorded trace may stand in a table or in a line of words', async () => {
  const words = file('trace.txt', '0:0+64 50:4096\n90:7+2\n');
  const [fromTable, fromWords] = await Promise.all(
    [table, words].map((trace) => predict('--memory', '64MiB', '--trace', trace, '--json')),
  );
  expect(fromTable?.exit).toBe(0);
  expect(fromTable?.out).toBe(fromWords?.out);
  expect(JSON.parse(fromTable?.out ?? '').scenario.trace.periodMs).toBe(91);
});

test.each([
  ['lost.csv', 'ms,count\n0,1\n', 'the table lacks the columns page'],
  ['back.csv', 'ms,page\n5,1\n4,1\n', 'a trace goes forward in time, but 4:1+1 comes after a later one'],
  ['odd.csv', 'ms,page\nNaN,1\n', "a trace is made of MS:PAGE or MS:PAGE+COUNT, not 'NaN:1+1'"],
  ['empty.txt', ' \n', 'a trace has at least one write'],
])('%s is refused in one sentence', async (name, text, why) => {
  const path = file(name, text);
  expect(await predict('--memory', '64MiB', '--trace', path)).toEqual({
    exit: 2,
    out: '',
    err: `error: trace ${path}: ${why}\n`,
  });
});

test('what cannot be or cannot go together is refused', async () => {
  const guest = ['--memory', '64MiB', '--working-set', '4MiB', '--rate', '100'];
  const refusals: [string[], string][] = [
    [
      ['--memory', '1MiB', '--trace', table],
      "a working set of 16.00390625 MiB is more than the guest's 1 MiB of memory",
    ],
    [[...guest, '--xbzrle', '--parallel'], 'Multifd is not compatible with xbzrle'],
    [[...guest, '--postcopy-after-precopy', '--multifd'], 'Postcopy is not yet compatible with multifd'],
    [[...guest, '--xbzrle-cache', '1MiB'], '--xbzrle-cache goes with --xbzrle'],
    [[...guest, '--xbzrle', '--xbzrle-cache', '0MiB'], "--xbzrle-cache wants from 4KiB to 16GiB, not '0MiB'"],
  ];
  for (const [words, why] of refusals)
    expect(await predict(...words)).toEqual({ exit: 2, out: '', err: `error: ${why}\n` });
});

test('post-copy is told with what goes after it, and a cache may be smaller', async () => {
  const fast = ['--memory', '64MiB', '--working-set', '32MiB', '--rate', '100000', '--link', '100Mbit/s'];
  const { out } = await predict(...fast, '--postcopy-after-precopy');
  expect(out).toContain('MiB of it after post-copy had begun');
  const [small, usual] = await Promise.all(
    ['1MiB', '64MiB'].map(async (cache) => {
      const told = await predict(...fast, '--within', '30', '--xbzrle', '--xbzrle-cache', cache, '--json');
      return JSON.parse(told.out).converges;
    }),
  );
  expect([small, usual]).toEqual([false, true]);
});

test("the one-shot's guest gets the workload of the command line in place of its own", async () => {
  const own = guestXml({ memory: 64 });
  expect(await withWorkload(own, 'qemu', {})).toBe(own);
  const changed = await withWorkload(own, 'qemu', {
    fill: '8MiB',
    seed: '3',
    region: ['4MiB:500:random'],
    trace: table,
  });
  expect(changed).toMatch(/<hooklab:workload fill=.8. seed=.3.>/);
  expect(changed).toMatch(/<hooklab:region pattern=.random. size=.4. rate=.500.\/>/);
  expect(changed).toMatch(/<hooklab:trace period=.91.>0:0 0:1 /);
  expect(changed).not.toContain("pattern='idle'");
});

test('one that does not fit is refused before any host is started', async () => {
  const small = file('small.xml', guestXml({ memory: 8, workload: "pattern='random' rate='5' workingSet='9'" }));
  const hooks = ['--source-hooks', folder, '--destination-hooks', folder];
  const once = (...words: string[]) => commandLine().run('migrate', ...words, ...hooks);
  expect(await once(small)).toEqual({
    exit: 2,
    out: '',
    err: "error: XML error: hooklab:workload: workingSet of 9 MiB is more than the guest's 8 MiB of memory\n",
  });
  const plain = file('plain.xml', guestXml());
  const refused = async (...words: string[]) => (await once(plain, ...words)).err;
  expect(await refused('--working-set', '64MiB', '--rate', '1')).toContain('is beyond the guest');
  expect(await refused('--working-set', '4MiB', '--rate', 'NaN')).toBe(
    "error: a rate wants pages/s or a speed such as 2000 or 80MiB/s, not 'NaN'\n",
  );
  expect(await refused('--bandwidth', '0')).toBe("error: --bandwidth wants whole MiB per second, not '0'\n");
  expect(await refused('--postcopy-after-precopy')).toBe(
    'error: Option --postcopy is required by option --postcopy-after-precopy\n',
  );
});
