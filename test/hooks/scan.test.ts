import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskFiles, type HookFile, type HookFiles } from '../../src/hooks/files.ts';
import { scanHooks } from '../../src/hooks/scan.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { systemError } from '../../src/store/memory-files.ts';
import { hooksDirectory, ownCaller, ownDirectory, startCall } from './hooks-directory.ts';

const scan = (directory: string, libvirt = '9.0.0', files: HookFiles = diskFiles) =>
  scanHooks({ hooksDirectory: directory, profile: profileFor(libvirt), files });
const foundIn = async (directory: string, libvirt?: string) => [...(await scan(directory, libvirt)).found];
const write = (path: string, mode: number) => {
  writeFileSync(path, '#!/bin/sh\nexit 0\n');
  chmodSync(path, mode);
};

test('the log tells of every driver, in the words of 9.0.0', async () => {
  const directory = hooksDirectory({ daemon: 'accept', 'qemu.d/07-new': 'accept' });
  writeFileSync(join(directory, 'lxc'), '', { mode: 0o644 });
  const { found, logs } = await scan(directory);
  expect([...found]).toEqual(['daemon', 'qemu']);
  expect(logs.map(({ level, text }) => `${level} : ${text.replaceAll(directory, '/etc/libvirt/hooks')}`)).toEqual([
    'debug : virHookCheck:163 : Found hook script /etc/libvirt/hooks/daemon',
    'debug : virHookCheck:159 : No hook script /etc/libvirt/hooks/qemu',
    'debug : virHookCheck:191 : Found hook script /etc/libvirt/hooks/qemu.d/07-new',
    'warning : virHookCheck:161 : Non-executable hook script /etc/libvirt/hooks/lxc',
    'debug : virHookCheck:170 : Hook dir /etc/libvirt/hooks/lxc.d is not accessible',
    'debug : virHookCheck:159 : No hook script /etc/libvirt/hooks/network',
    'debug : virHookCheck:170 : Hook dir /etc/libvirt/hooks/network.d is not accessible',
    'debug : virHookCheck:159 : No hook script /etc/libvirt/hooks/libxl',
    'debug : virHookCheck:170 : Hook dir /etc/libvirt/hooks/libxl.d is not accessible',
    'debug : virHookCheck:159 : No hook script /etc/libvirt/hooks/bhyve',
    'debug : virHookCheck:170 : Hook dir /etc/libvirt/hooks/bhyve.d is not accessible',
  ]);
});

test('0.8.2 knows three drivers and no directories, and words the warning its own way', async () => {
  const directory = hooksDirectory({ 'qemu.d/07-new': 'accept', network: 'accept' });
  write(join(directory, 'lxc'), 0o644);
  const { found, logs } = await scan(directory, '0.8.2');
  expect(found.size).toBe(0);
  expect(logs).toHaveLength(3);
  expect(logs[2]).toEqual({
    level: 'warning',
    text: `virHookCheck:161 : Non executable hook script ${directory}/lxc`,
  });
});

test.each([0o100, 0o010, 0o001])('any x bit makes a script (mode %o)', async (mode) => {
  const directory = ownDirectory();
  write(join(directory, 'qemu'), mode);
  expect(await foundIn(directory)).toEqual(['qemu']);
});

test('a directory named qemu is none, a dangling link is nothing', async () => {
  const directory = ownDirectory();
  mkdirSync(join(directory, 'qemu'));
  symlinkSync('nowhere', join(directory, 'lxc'));
  const { found, logs } = await scan(directory);
  expect(found.size).toBe(0);
  expect(logs.filter(({ level }) => level === 'warning').map(({ text }) => text)).toEqual([
    `virHookCheck:161 : Non-executable hook script ${directory}/qemu`,
  ]);
});

test('a directory counts with one script in it, whatever else it holds, and is not looked at beside a main script', async () => {
  const directory = hooksDirectory({ 'qemu.d/50-run': 'accept', lxc: 'accept', 'lxc.d/10': 'accept' });
  mkdirSync(join(directory, 'qemu.d', 'web1'));
  write(join(directory, 'qemu.d', '10-off'), 0o644);
  mkdirSync(join(directory, 'network.d'));
  const { found, logs } = await scan(directory);
  expect([...found]).toEqual(['qemu', 'lxc']);
  expect(logs.map(({ text }) => text)).toContain(
    `virHookCheck:161 : Non-executable hook script ${directory}/qemu.d/10-off`,
  );
  expect(logs.some(({ text }) => text.includes('lxc.d'))).toBe(false);
});

test('until 0.8.8 what counts is whether the daemon may execute it', async () => {
  const file: HookFile = { kind: 'file', anyExecuteBit: true, mayExecute: false };
  const files: HookFiles = { examine: async () => file, list: async () => [] };
  expect((await scan('/hooks', '0.8.8', files)).found.size).toBe(0);
  expect((await scan('/hooks', '0.9.0', files)).found.has('qemu')).toBe(true);
});

test('a missing hooks directory is no problem', async () => {
  const { found, logs } = await scan('/no/such/directory');
  expect(found.size).toBe(0);
  expect(logs.every(({ level }) => level === 'debug')).toBe(true);
});

test('an unreadable hooks directory gives one warning', async () => {
  const files: HookFiles = {
    examine: () => Promise.reject(systemError('EACCES')),
    list: () => Promise.reject(systemError('EACCES')),
  };
  expect((await scan('/hooks', '9.0.0', files)).logs).toEqual([
    {
      level: 'warning',
      text: "virHookCheck : cannot open directory '/hooks': Permission denied; hooks in it are not used",
    },
  ]);
  const [line] = (await scan('/etc/passwd')).logs;
  expect(line?.text).toContain("cannot open directory '/etc/passwd': Not a directory");
});

test('an unreadable directory of one driver gives one warning and does not hide the others', async () => {
  const directory = hooksDirectory({ 'daemon.d/1': 'accept', qemu: 'accept' });
  const files: HookFiles = { ...diskFiles, list: () => Promise.reject(systemError('EACCES')) };
  const { found, logs } = await scan(directory, '9.0.0', files);
  expect([...found]).toEqual(['qemu']);
  expect(logs.filter(({ level }) => level === 'warning')).toHaveLength(1);
});

test('a hook added later is not used until the next scan', async () => {
  const directory = ownDirectory();
  const hooks = ownCaller({ directory });
  await hooks.scan();
  write(join(directory, 'qemu'), 0o755);
  expect(await hooks.call(startCall, { filter: false })).toMatchObject({ status: 'no hook', scripts: [] });
  await hooks.scan();
  expect(await hooks.call(startCall, { filter: false })).toMatchObject({ status: 'succeeded' });
});

test('from 6.5.0 on a hook that was switched off or removed is skipped silently, and used again once it is back', async () => {
  const directory = ownDirectory();
  const path = join(directory, 'qemu');
  write(path, 0o755);
  const hooks = ownCaller({ directory });
  await hooks.scan();
  chmodSync(path, 0o644);
  expect(await hooks.call(startCall, { filter: false })).toEqual({ status: 'no hook', logs: [], scripts: [] });
  rmSync(path);
  expect(await hooks.call(startCall, { filter: false })).toMatchObject({ status: 'no hook' });
  write(path, 0o755);
  expect(await hooks.call(startCall, { filter: false })).toMatchObject({ status: 'succeeded' });
});

test('before, the scan is trusted: executing the removed script fails', async () => {
  const directory = ownDirectory();
  write(join(directory, 'qemu'), 0o755);
  const hooks = ownCaller({ directory, libvirt: '1.2.9' });
  await hooks.scan();
  rmSync(join(directory, 'qemu'));
  const { status, scripts } = await hooks.call(startCall, { filter: false });
  expect(status).toBe('failed');
  expect(scripts[0]?.outcome.exitCode).toBe(127);
});
