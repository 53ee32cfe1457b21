import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { observedCalls } from './observed.ts';
import { placesIn } from './places.ts';
import { recorderText, rulesText } from './recorder.ts';
import type { Rule } from './recording.ts';

/** A recording hook of host A with rules, and a way to call it. */
function recorder(rules: readonly Rule[]) {
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-recorder-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const places = placesIn(folder);
  const { hooks } = places.hosts.A;
  for (const path of [places.calls, hooks]) mkdirSync(path, { recursive: true });
  writeFileSync(places.rules, rulesText(rules));
  const script = join(hooks, 'qemu');
  writeFileSync(script, recorderText({ ...places, hostname: 'hosta', hooks }), { mode: 0o755 });
  return {
    call(...words: string[]) {
      const env = { LC_ALL: 'C', PATH: process.env.PATH };
      return spawnSync(script, words, { input: '<domain>it</domain>\n', env, encoding: 'utf8', cwd: '/' });
    },
    calls: () => observedCalls(places, { A: 'hosta', B: 'hostb' }),
    log: () => readFileSync(join(places.calls, 'log'), 'utf8'),
  };
}

test('writes down words, environment, stdin, place and end of each call, in order', () => {
  const { call, calls } = recorder([]);
  expect(call("it's", 'start', 'begin', '-').status).toBe(0);
  call('g', 'stopped', 'end', '-');
  expect(calls().map(({ argv }) => argv)).toEqual([
    ['/etc/libvirt/hooks/qemu', "it's", 'start', 'begin', '-'],
    ['/etc/libvirt/hooks/qemu', 'g', 'stopped', 'end', '-'],
  ]);
  expect(calls()[0]).toMatchObject({ host: 'A', exit: 0, stdin: '<domain>it</domain>\n', cwd: '/', umask: '0022' });
  expect(calls()[0]?.env).toEqual(['LC_ALL=C', `PATH=${process.env.PATH}`]);
});

test('the first rule that fits decides: what is printed, and how it ends', () => {
  const { call, calls } = recorder([
    { match: { script: 'qemu', op: 'start', name: 'other' }, exit: 9 },
    { match: { host: 'hosta', op: 'start' }, exit: 4, stdout: "it's out\n", stderr: 'err: %s\n' },
    { match: { op: 'stopped' }, kill: 9, stderr: 'dying' },
  ]);
  expect(call('g', 'start', 'begin', '-')).toMatchObject({ status: 4, stdout: "it's out\n", stderr: 'err: %s\n' });
  expect(call('g', 'stopped', 'end', '-')).toMatchObject({ signal: 'SIGKILL', stderr: 'dying' });
  expect(call('g', 'release', 'end', '-').status).toBe(0);
  expect(calls().map(({ exit }) => exit)).toEqual([4, 'signal 9', 0]);
});

test('a filter puts one text in place of another, whatever it holds', () => {
  const { call } = recorder([{ stdout_replace: ['<domain>it</', '<domain>a/b&c\\</'] }]);
  expect(call('g', 'migrate', 'begin', '-').stdout).toBe('<domain>a/b&c\\</domain>\n');
});

test('a rule applies only so many times, or only to one call', () => {
  const { call } = recorder([
    { match: { op: 'start' }, nth: 3, exit: 3 },
    { match: { op: 'start' }, times: 1, exit: 1 },
  ]);
  expect([1, 2, 3, 4].map(() => call('g', 'start', 'begin', '-').status)).toEqual([1, 0, 3, 0]);
});

test('a hook that does not read, and one that runs a command', () => {
  const { call, calls } = recorder([
    { match: { op: 'start' }, no_stdin: true },
    { match: { op: 'stopped' }, exec: 'echo out; echo err >&2; exit 7' },
  ]);
  call('g', 'start', 'begin', '-');
  call('g', 'stopped', 'end', '-');
  expect(calls().map(({ stdin, exec }) => ({ stdin, exec }))).toEqual([
    { stdin: null, exec: undefined },
    { stdin: '<domain>it</domain>\n', exec: { rc: 7, out: 'out\n', err: 'err\n' } },
  ]);
});
