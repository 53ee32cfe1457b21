import { spawnSync } from 'node:child_process';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskStore } from '../../src/store/index.ts';
import { ownDirectory, text } from './arms.ts';

const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test('files are their owner’s only, and so are the directories made for them', async () => {
  const root = await ownDirectory();
  await diskStore().write(join(root, 'lib/qemu/web1.xml'), '<domain/>');
  await diskStore().append(join(root, 'log/journal.jsonl'), '{}\n');
  expect(await mode(join(root, 'lib/qemu/web1.xml'))).toBe('600');
  expect(await mode(join(root, 'log/journal.jsonl'))).toBe('600');
  expect(await mode(join(root, 'lib'))).toBe('700');
  expect(await mode(join(root, 'lib/qemu'))).toBe('700');
});

test('what a crashed writer left is hidden, and removed by the next write there', async () => {
  const root = await ownDirectory();
  const dead = spawnSync('true').pid;
  const left = `.hooklab-${dead}-1.tmp`;
  const leftByOurNumber = `.hooklab-${process.pid}-999999.tmp`;
  const living = `.hooklab-${process.ppid}-1.tmp`;
  for (const name of [left, leftByOurNumber, living]) await writeFile(join(root, name), 'half');
  const store = diskStore();
  expect(await store.list(root)).toEqual([]);
  await store.write(join(root, 'web1.xml'), '<domain/>');
  expect((await readdir(root)).sort()).toEqual([living, 'web1.xml']);
});

test('a failing write leaves nothing behind', async () => {
  const root = await ownDirectory();
  const store = diskStore();
  await store.write(join(root, 'directory/file'), '');
  await expect(store.write(join(root, 'directory'), 'content')).rejects.toThrow(
    `cannot save file '${join(root, 'directory')}': Is a directory`,
  );
  expect(await readdir(root)).toEqual(['directory']);
});

test('a full disk is named', async () => {
  await expect(diskStore().append('/dev/full', 'text')).rejects.toThrow(
    "cannot write data to file '/dev/full': No space left on device",
  );
});

test('a name may be as long as the file system allows', async () => {
  const root = await ownDirectory();
  const store = diskStore();
  await store.write(join(root, 'x'.repeat(255)), 'content');
  expect(text(await store.read(join(root, 'x'.repeat(255))))).toBe('content');
  await expect(store.write(join(root, 'x'.repeat(256)), '')).rejects.toThrow(/: File name too long$/);
});

test('a burst of lines arrives whole and in order', async () => {
  const root = await ownDirectory();
  const store = diskStore();
  const lines = Array.from({ length: 2000 }, (_, n) => `${n}\n`);
  await Promise.all(lines.map((line) => store.append(join(root, 'journal'), line)));
  expect(text(await store.read(join(root, 'journal')))).toBe(lines.join(''));
});
