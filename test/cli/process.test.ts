import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, type TestContext, test } from 'vitest';
import { blockAt } from '../blocking-hooks.ts';
import { guestXml } from '../guest-xml.ts';

/** The built program as a user runs it: processes, signals, files. */

function workspace({ onTestFinished }: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // Hosts announce themselves below here, so tests do not see each other's.
  const env = { ...process.env, XDG_RUNTIME_DIR: folder, HOOKLAB_URL: '', HOOKLAB_TOKEN: '' };
  const guest = join(folder, 'guest.xml');
  writeFileSync(guest, guestXml());
  return { folder, guest, hooklab: (...args: string[]) => start(args, env, onTestFinished) };
}

function start(args: string[], env: NodeJS.ProcessEnv, onTestFinished: TestContext['onTestFinished']) {
  const child = spawn(process.execPath, ['bin/hooklab', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (said.stdout += chunk));
  child.stderr.on('data', (chunk) => (said.stderr += chunk));
  const exited = new Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>(
    (resolve) => child.once('close', (code, signal) => resolve({ code, signal, ...said })),
  );
  return { child, exited, said };
}

/** The line a host prints when clients can connect. */
async function ready(child: ChildProcess): Promise<{ url: string; pid: number }> {
  if (!child.stdout) throw new Error('no stdout');
  const lines = createInterface(child.stdout);
  return JSON.parse(await new Promise((resolve) => lines.once('line', resolve)));
}

const alive = (pid: number) => existsSync(`/proc/${pid}`);
async function gone(pid: number): Promise<boolean> {
  for (let turn = 0; turn < 500 && alive(pid); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  return !alive(pid);
}

/** A hooks directory whose qemu hook tells its pid and that of a child it started, and never ends. */
function hangingHooks(folder: string) {
  const directory = join(folder, 'hanging');
  mkdirSync(directory);
  writeFileSync(
    join(directory, 'qemu'),
    `#!/bin/sh\nsleep 1000 &\necho "$$ $!" > "${folder}/pids.part"\nmv "${folder}/pids.part" "${folder}/pids"\nwait\n`,
  );
  chmodSync(join(directory, 'qemu'), 0o755);
  return directory;
}
async function pidsOf(folder: string): Promise<number[]> {
  const path = join(folder, 'pids');
  for (let turn = 0; turn < 1000 && !existsSync(path); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  return readFileSync(path, 'utf8').trim().split(' ').map(Number);
}

test.concurrent('Ctrl-C while a hook hangs ends the hook, what it started and both hosts: exit 130', async (context) => {
  const { folder, guest, hooklab } = workspace(context);
  mkdirSync(join(folder, 'none'));
  const { child, exited } = hooklab(
    'migrate',
    guest,
    '--live',
    '--source-hooks',
    join(folder, 'none'),
    '--destination-hooks',
    hangingHooks(folder),
  );
  const pids = await pidsOf(folder);
  expect(pids.map(alive)).toEqual([true, true]);
  child.kill('SIGINT');
  const { code, stderr } = await exited;
  expect(code).toBe(130);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(await Promise.all(pids.map(gone))).toEqual([true, true]);
});

test.concurrent('SIGTERM while a hook hangs ends the host, and the hook with what it started', async (context) => {
  const { folder, guest, hooklab } = workspace(context);
  const host = hooklab('host', '--state', join(folder, 'state'), '--hooks', hangingHooks(folder));
  await ready(host.child);
  const creating = hooklab('create', guest);
  const pids = await pidsOf(folder);
  host.child.kill('SIGTERM');
  expect(await host.exited).toMatchObject({ code: 0 });
  expect(await Promise.all(pids.map(gone))).toEqual([true, true]);
  expect((await creating.exited).code).toBe(1);
});

test.concurrent('the owner of two hosts is killed: nothing is left running', async (context) => {
  const { folder, guest, hooklab } = workspace(context);
  const hooks = blockAt('start');
  context.onTestFinished(hooks.remove);
  mkdirSync(join(folder, 'none'));
  const { child, exited } = hooklab(
    'migrate',
    guest,
    '--live',
    '--source-hooks',
    join(folder, 'none'),
    '--destination-hooks',
    hooks.directory,
  );
  await hooks.reached();
  const hosts = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ').map(Number);
  expect(hosts).toHaveLength(2);
  child.kill('SIGKILL');
  await exited;
  expect(await Promise.all(hosts.map(gone))).toEqual([true, true]);
});

test.concurrent("a definition survives kill -9 of its host, in libvirt's own layout", async (context) => {
  const { folder, guest, hooklab } = workspace(context);
  const state = join(folder, 'state');
  const host = hooklab('host', '--state', state, '--hooks', join(folder, 'none'));
  await ready(host.child);
  expect(await hooklab('define', guest).exited).toMatchObject({
    code: 0,
    stdout: `Domain 'web1' defined from ${guest}\n\n`,
  });
  host.child.kill('SIGKILL');
  await host.exited;
  expect(readFileSync(join(state, 'qemu', 'web1.xml'), 'utf8')).toMatch(
    /^<!--\nWARNING: THIS IS AN AUTO-GENERATED FILE[\s\S]*<name>web1<\/name>/,
  );
  const again = hooklab('host', '--state', state, '--hooks', join(folder, 'none'));
  await ready(again.child);
  expect((await hooklab('list', '--all', '--name').exited).stdout).toBe('web1\n\n');
  again.child.kill('SIGTERM');
  expect((await again.exited).code).toBe(0);
});

test.concurrent('the daemon hook: start before anybody can connect, reload at SIGHUP with a new look for hooks, shutdown at SIGTERM', async (context) => {
  const { folder, guest, hooklab } = workspace(context);
  const hooks = join(folder, 'hooks');
  const log = join(folder, 'calls');
  const script = `#!/bin/sh\necho "$0 $*" >> "${log}"\n`;
  mkdirSync(hooks);
  writeFileSync(join(hooks, 'daemon'), script, { mode: 0o755 });
  const host = hooklab('host', '--state', join(folder, 'state'), '--hooks', hooks, '--guests', 'inline');
  await ready(host.child);
  writeFileSync(join(hooks, 'qemu'), script, { mode: 0o755 });
  expect((await hooklab('create', guest).exited).code).toBe(0);
  expect((await hooklab('destroy', 'web1').exited).code).toBe(0);
  host.child.kill('SIGHUP');
  for (let turn = 0; turn < 500 && !readFileSync(log, 'utf8').includes('SIGHUP'); turn++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect((await hooklab('create', guest).exited).code).toBe(0);
  host.child.kill('SIGTERM');
  await host.exited;
  expect(
    readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.replace(`${hooks}/`, '')),
  ).toEqual([
    'daemon - start - start',
    'daemon - reload begin SIGHUP',
    'qemu web1 prepare begin -',
    'qemu web1 start begin -',
    'qemu web1 started begin -',
    'daemon - shutdown - shutdown',
  ]);
});

test.concurrent('call: the same environment, directory, pipes and texts as a host gives', async (context) => {
  const { folder, guest, hooklab } = workspace(context);
  const script = join(folder, 'qemu');
  writeFileSync(script, `#!/bin/sh\npwd\nenv | cut -d= -f1\nhead -1 /dev/stdin\necho "no: $*" >&2\nexit 3\n`, {
    mode: 0o755,
  });
  const { code, stdout, stderr } = await hooklab('call', script, 'web1', 'start', 'begin', '-', '--xml', guest).exited;
  expect(stdout).toMatch(/^\/\n/);
  expect(stdout).toContain("<domain type='qemu'>");
  expect(stdout).not.toContain('XDG_RUNTIME_DIR');
  expect(stderr).toMatch(
    /^error: Hook script execution failed: internal error: Child process \(LC_ALL=C .*\/qemu web1 start begin -\) unexpected exit status 3: no: web1 start begin -$/m,
  );
  expect(code).toBe(1);
});

test.concurrent('demo: four scenes, exit 0; --json is one line each', async (context) => {
  const { hooklab } = workspace(context);
  const { code, stdout, stderr } = await hooklab('demo', '--json').exited;
  expect(stderr).toBe('');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.filter(({ outcome }) => outcome).map(({ outcome, complaints }) => [outcome, complaints])).toEqual([
    ['migrated', []],
    ['aborted', []],
    ['migrated', []],
    ['migrated', []],
  ]);
  expect(code).toBe(0);
});

test.concurrent('unusable input: one sentence and exit 2', async (context) => {
  const { folder, guest, hooklab } = workspace(context);
  const hooks = ['--source-hooks', folder, '--destination-hooks', folder];
  const cases: [string[], RegExp][] = [
    [['migrate', '/nonexistent.xml', ...hooks], /^error: cannot read guest \/nonexistent.xml/],
    [['migrate', guest, ...hooks, '--libvirt', 'x'], /'x' is no libvirt release with hooks/],
    [['migrate', guest, ...hooks, '--bandwidth', '-1'], /--bandwidth wants whole MiB per second/],
    [['call', guest, 'a', 'explode', 'begin', '-', '--driver', 'qemu'], /'explode' is no operation of a hook/],
    [['explain', 'nothing'], /'nothing' cannot be explained/],
    [['demo', '--source', 'ws://127.0.0.1:1'], /wants both --source and --destination/],
    [['frobnicate'], /unknown command: 'frobnicate'/],
  ];
  for (const [args, sentence] of cases) {
    const { code, stderr } = await hooklab(...args).exited;
    expect([args[0], code, stderr]).toEqual([args[0], 2, expect.stringMatching(sentence)]);
    expect(stderr).not.toMatch(/^\s+at /m);
  }
});
