import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isNoProgram } from '../../src/hooks/executable.ts';
import { fixture, hooksDirectory, ownCaller, ownDirectory, ownRunner, startCall } from './hooks-directory.ts';

const refused = [
  { name: 'no-shebang', code: 'ENOEXEC', status: 126, words: 'Exec format error' },
  { name: 'empty', code: 'ENOEXEC', status: 126, words: 'Exec format error' },
  { name: 'empty-shebang', code: 'ENOEXEC', status: 126, words: 'Exec format error' },
  { name: 'missing-interpreter', code: 'ENOENT', status: 127, words: 'No such file or directory' },
  { name: 'crlf', code: 'ENOENT', status: 127, words: 'No such file or directory' },
  { name: 'unusable-interpreter', code: 'EACCES', status: 126, words: 'Permission denied' },
];

test.each(refused)('$name is refused by the kernel and never given to /bin/sh', async ({ name, code }) => {
  const outcome = await ownRunner().run({ argv: [fixture(name), 'g', 'start', 'begin', '-'], environment: {} });
  expect(outcome).toMatchObject({ kind: 'unspawnable', code, exitCode: null, stdout: '' });
});

test.each(refused)("$name has exit status $status and libvirt's sentence", async ({ name, status, words }) => {
  const directory = hooksDirectory({ qemu: name });
  const { scripts, error } = await ownCaller({ directory, libvirt: '9.0.0' }).call(startCall, { filter: false });
  const sentence = `libvirt:  error : cannot execute binary ${directory}/qemu: ${words}\n`;
  expect(scripts[0]?.outcome).toMatchObject({ kind: 'exited', exitCode: status, stderr: sentence });
  const command = `LC_ALL=C PATH=/usr/bin:/bin ${directory}/qemu g start begin -`;
  expect(error?.message).toBe(
    `Hook script execution failed: internal error: Child process (${command}) unexpected exit status ${status}: ${sentence}`,
  );
});

test('before 1.2.2 the child exits with 1 instead', async () => {
  const directory = hooksDirectory({ qemu: 'missing-interpreter' });
  const { scripts, error } = await ownCaller({ directory, libvirt: '0.8.2' }).call(startCall, { filter: false });
  expect(scripts[0]?.outcome.exitCode).toBe(1);
  expect(error?.message).toMatch(/failed with error code 256:libvirt: {2}error : cannot execute binary .*\n$/);
});

test('an argument list too long is a file that cannot be executed', async () => {
  const directory = hooksDirectory({ qemu: 'accept' });
  const call = { ...startCall, object: 'x'.repeat(200_000) };
  const { scripts } = await ownCaller({ directory }).call(call, { filter: false });
  expect(scripts[0]?.outcome).toMatchObject({
    exitCode: 126,
    stderr: expect.stringContaining('Argument list too long'),
  });
});

function file(content: string | Buffer): string {
  const path = join(ownDirectory(), 'script');
  writeFileSync(path, content);
  chmodSync(path, 0o755);
  return path;
}

test('an interpreter may be a script itself, and what it comes down to decides', () => {
  const nested = (last: string) => [1, 2, 3].reduce((interpreter) => file(`#!${interpreter}\n`), last);
  expect(isNoProgram(nested('/bin/sh'))).toBe(false);
  expect(isNoProgram(nested(fixture('no-shebang')))).toBe(true);
});

test('a script that is its own interpreter is left to the kernel, which counts to five', async () => {
  const path = join(ownDirectory(), 'script');
  writeFileSync(path, `#!${path}\n`);
  chmodSync(path, 0o755);
  expect(isNoProgram(path)).toBe(false);
  expect(await ownRunner().run({ argv: [path], environment: {} })).toMatchObject({ code: 'ELOOP' });
});

test('spaces around the interpreter do not matter, a name that does not end in the first 256 bytes does', () => {
  expect(isNoProgram(file('#! \t/bin/sh -e \nexit 0\n'))).toBe(false);
  expect(isNoProgram(file('#!/bin/sh'))).toBe(false);
  expect(isNoProgram(file(`#!/${'x'.repeat(300)}\n`))).toBe(true);
});

test('a binary must be an executable of this machine', () => {
  const elf = (type: number, machine: number) => {
    const head = Buffer.alloc(64);
    head.write('\x7fELF\x02\x01\x01', 'latin1');
    head.writeUInt16LE(type, 16);
    head.writeUInt16LE(machine, 18);
    return file(head);
  };
  const alpha = 0x9026;
  expect(isNoProgram(process.execPath)).toBe(false);
  expect(isNoProgram(elf(2, alpha))).toBe(true);
  expect(isNoProgram(elf(1, alpha))).toBe(true);
});

test('a file that cannot be read is left to the kernel', () => {
  expect(isNoProgram('/no/such/file')).toBe(false);
  expect(isNoProgram('/')).toBe(false);
});
