import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hooksDirectory, migrateCall, ownCaller, startCall } from './hooks-directory.ts';

const scriptsRun = async (directory: string, libvirt?: string) => {
  const { scripts } = await ownCaller({ directory, libvirt }).call(startCall, { filter: false });
  return scripts.map(({ script }) => script.slice(directory.length + 1));
};

test('the main script comes first, then the directory by the bytes of the names, with no filter on them', async () => {
  const names = ['.hidden', '09.sh', '10-b', '9-a', 'B-upper', 'a-lower', 'backup~', 'c.rpmsave', 'zz-link', 'é'];
  const entries = Object.fromEntries(names.toReversed().map((name) => [`qemu.d/${name}`, 'accept']));
  const directory = hooksDirectory({ qemu: 'accept', ...entries });
  mkdirSync(join(directory, 'qemu.d', 'web1'));
  writeFileSync(join(directory, 'qemu.d', 'README'), '', { mode: 0o644 });
  expect(await scriptsRun(directory)).toEqual(['qemu', ...names.map((name) => `qemu.d/${name}`)]);
});

test('the directory alone is enough', async () => {
  expect(await scriptsRun(hooksDirectory({ 'qemu.d/05-a': 'accept' }))).toEqual(['qemu.d/05-a']);
});

test('before 6.5.0 there are no directories', async () => {
  const directory = hooksDirectory({ qemu: 'accept', 'qemu.d/05-a': 'accept' });
  expect(await scriptsRun(directory, '4.10.0')).toEqual(['qemu']);
});

test('a script added to the directory is used at once, without a scan', async () => {
  const directory = hooksDirectory({ qemu: 'accept' });
  const hooks = ownCaller({ directory });
  await hooks.scan();
  mkdirSync(join(directory, 'qemu.d'));
  writeFileSync(join(directory, 'qemu.d', '07-new'), '#!/bin/sh\n', { mode: 0o755 });
  expect((await hooks.call(startCall, { filter: false })).scripts).toHaveLength(2);
});

test('a directory that cannot be read fails the call after the main script ran', async () => {
  const directory = hooksDirectory({ qemu: 'echo', 'qemu.d': '/etc/passwd' });
  const { status, error, scripts, output, logs } = await ownCaller({ directory }).call(migrateCall, { filter: true });
  expect(status).toBe('failed');
  expect(scripts).toHaveLength(1);
  expect(output).toBeUndefined();
  expect(error).toMatchObject({ code: 38, message: `cannot open directory '${directory}/qemu.d': Not a directory` });
  expect(logs.at(-1)).toEqual({ level: 'error', text: `virDirOpenInternal : ${error?.message}` });
});
