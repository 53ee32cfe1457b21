import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Lints a file that imports from where it must not; it exists on stdin only. */
const lint = (room: string, target: string) =>
  spawnSync('node_modules/.bin/biome', ['lint', `--stdin-file-path=src/${room}/stray.ts`], {
    encoding: 'utf8',
    input: `import { x } from '../${target}/index.ts';\n\nexport const y = x;\n`,
  });

test.each([
  ['protocol', 'clock'],
  ['journal', 'domain'],
  ['hooks', 'domain'],
  ['domain', 'player'],
  ['source', 'destination'],
  ['destination', 'source'],
  ['player', 'host'],
  ['conductor', 'host'],
  ['host', 'cli'],
  ['testing', 'cli'],
])('%s may not import %s', (room, target) => {
  const { status, stdout, stderr } = lint(room, target);
  expect(status).toBe(1);
  expect(stdout + stderr).toContain('imports go down only');
});

test('every room of the house has a floor', () => {
  const rooms = execFileSync('git', ['ls-tree', '-d', '--name-only', 'HEAD', 'src/'], { encoding: 'utf8' }).trim().split('\n');
  const config = JSON.stringify(JSON.parse(execFileSync('cat', ['biome.json'], { encoding: 'utf8' })));
  expect(rooms.filter((room) => !config.includes(`"${room}/**"`))).toEqual([]);
});
