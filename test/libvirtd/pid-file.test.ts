import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { acquirePidFile } from '../../src/libvirtd/pid-file.ts';
import { folderWith } from './folder.ts';

/** A process that has the word in its command line, and is no daemon otherwise. */
async function processCalled(word: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', word], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return child.pid ?? 0;
}

test('holds the number of the daemon, and goes with it', async () => {
  const path = join(folderWith(), 'run/libvirtd.pid');
  const file = await acquirePidFile(path, 4711);
  expect(readFileSync(path, 'utf8')).toBe('4711\n');
  await file.release();
  expect(existsSync(path)).toBe(false);
});

test('a second daemon is refused while the first one lives', async () => {
  const path = join(folderWith(), 'libvirtd.pid');
  writeFileSync(path, `${await processCalled('libvirtd')}\n`);
  await expect(acquirePidFile(path, 4711)).rejects.toThrow(
    `Failed to acquire pid file '${path}': Resource temporarily unavailable`,
  );
});

test.each([
  ['nobody', async () => '99999999'],
  ['another program', async () => `${await processCalled('something')}`],
  ['nothing', async () => ''],
])('a file that a dead daemon left is replaced when its number is that of %s', async (_whom, pid) => {
  const path = join(folderWith(), 'libvirtd.pid');
  writeFileSync(path, await pid());
  await acquirePidFile(path, 4711);
  expect(readFileSync(path, 'utf8')).toBe('4711\n');
});

test('a file that belongs to somebody else by now stays', async () => {
  const path = join(folderWith(), 'libvirtd.pid');
  const file = await acquirePidFile(path, 4711);
  writeFileSync(path, '4712\n');
  await file.release();
  expect(readFileSync(path, 'utf8')).toBe('4712\n');
});
