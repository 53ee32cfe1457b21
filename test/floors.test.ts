import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const rules = JSON.parse(readFileSync('biome.json', 'utf8'));
const elsewhere = mkdtempSync(join(tmpdir(), 'hooklab-floors-'));
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

/** Lints, with this project's rules, a file of one room that imports another. */
function lint(room: string, target: string): { status: number | null; said: string } {
  const folder = join(elsewhere, `${room}-${target}`);
  mkdirSync(join(folder, 'src', room), { recursive: true });
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...rules, $schema: undefined, vcs: undefined }));
  writeFileSync(
    join(folder, 'src', room, 'stray.ts'),
    `import { x } from '../${target}/index.ts';\n\nexport const y = x;\n`,
  );
  const { status, stdout, stderr } = spawnSync(resolve('node_modules/.bin/biome'), ['lint'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

test.each([
  ['protocol', 'clock'],
  ['journal', 'domain'],
  ['hooks', 'domain'],
  ['domain', 'player'],
  ['source', 'destination'],
  ['destination', 'source'],
  ['guest', 'player'],
  ['player', 'host'],
  ['conductor', 'host'],
  ['host', 'cli'],
  ['testing', 'cli'],
  ['rpc', 'libvirtd'],
  ['libvirtd', 'cli'],
  ['host', 'rpc'],
  ['rpc', 'cli'],
])('%s may not import %s', (room, target) => {
  const { status, said } = lint(room, target);
  expect(said).toContain('imports go down only');
  expect(status).toBe(1);
});

test('down is allowed', () => {
  expect(lint('source', 'player')).toMatchObject({ status: 0 });
});

test('every room of the house has a floor', () => {
  const rooms = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const config = JSON.stringify(rules);
  expect(rooms.map(({ name }) => name).filter((room) => !config.includes(`"src/${room}/**"`))).toEqual([]);
});
