import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sleep, systemClock } from '../../src/clock/index.ts';
import { createScriptRunner } from '../../src/hooks/index.ts';
import { allProcesses } from '../../src/hooks/processes.ts';
import { systemError } from '../../src/store/memory-files.ts';
import { fixture, ownDirectory, ownRunner } from './hooks-directory.ts';

const environment = { LC_ALL: 'C', PATH: '/usr/bin:/bin' };
const xml = "<domain type='qemu'>\n  <name>grün</name>\n</domain>\n";
const start = (name: string, object = 'g') => [fixture(name), object, 'start', 'begin', '-'];
const bigXml = `<domain><description>${'x'.repeat(200_000)}</description></domain>`;

test('a script gets its own path and always four arguments, hard names unharmed', async () => {
  const { run } = ownRunner();
  const name = '-a b\'c"$(id) é';
  const argv = start('arguments', name);
  const outcome = await run({ argv, environment, input: xml });
  expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, signal: null, stderr: '' });
  expect(outcome.stdout).toBe(`${fixture('arguments')}\n${name}\nstart\nbegin\n-\n`);
  expect(outcome.pid).toBeGreaterThan(1);
  expect(outcome.durationMs).toBeGreaterThan(0);
});

test('stdin is the XML, byte for byte, to its end', async () => {
  const { run } = ownRunner();
  expect((await run({ argv: start('echo'), environment, input: xml })).stdout).toBe(xml);
  expect((await run({ argv: start('echo'), environment, input: '' })).stdout).toBe('');
});

test('without input stdin is /dev/null', async () => {
  const { run } = ownRunner();
  const { stdout } = await run({ argv: start('descriptors'), environment });
  expect(stdout).toMatch(/ 0 -> \/dev\/null$/m);
});

test('the environment is what was given, in that order, and nothing else', async () => {
  const { run } = ownRunner();
  const given = { LC_ALL: 'C', PATH: '/usr/bin:/bin', HOME: '/root', USER: 'a b', LOGNAME: '', TMPDIR: '/tmp' };
  const { stdout } = await run({ argv: start('environment'), environment: given });
  expect(stdout).toBe('LC_ALL=C\nPATH=/usr/bin:/bin\nHOME=/root\nUSER=a b\nLOGNAME=\nTMPDIR=/tmp\n');
});

test("a script runs in /, as the daemon's child, in the daemon's process group", async () => {
  const { run } = ownRunner();
  const { stdout } = await run({ argv: start('place'), environment, input: xml });
  const ownGroup = readFileSync('/proc/self/stat', 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ')[2];
  expect(stdout).toBe(`/\n${process.pid}\n${ownGroup}\n`);
});

test('only descriptors 0, 1 and 2 are open, and they are pipes, no sockets', async () => {
  const { run } = ownRunner();
  const { stdout } = await run({ argv: start('descriptors'), environment, input: xml });
  const open = [...stdout.matchAll(/ (\d+) -> (.*)$/gm)].map(([, fd = '', what = '']) => ({ fd, what }));
  const given = open.filter(({ fd, what }) => what !== fixture('descriptors') && !inherited().includes(fd));
  expect(given.map(({ fd }) => fd)).toEqual(['0', '1', '2']);
  for (const { what } of given) expect(what).toMatch(/^pipe:\[\d+\]$/);
  expect(new Set(given.map(({ what }) => what)).size).toBe(3);
});

/** Descriptors this test process was itself started with and that are not closed on exec. */
function inherited(): string[] {
  const closedOnExec = (fd: string) => {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '0';
    return (Number.parseInt(flags, 8) & 0o2000000) !== 0;
  };
  const all = readdirSync('/proc/self/fd').filter((fd) => Number(fd) > 2 && existsSync(`/proc/self/fdinfo/${fd}`));
  return all.filter((fd) => !closedOnExec(fd));
}

test('/dev/stdin can be opened by name, even after everything was written', async () => {
  const { run } = ownRunner();
  expect((await run({ argv: start('echo-late'), environment, input: xml })).stdout).toBe(xml);
});

test('/dev/stderr can be opened by name', async () => {
  const { run } = ownRunner();
  const outcome = await run({ argv: start('refuse-by-name'), environment, input: xml });
  expect(outcome).toMatchObject({ exitCode: 3, stderr: 'no room\n' });
});

test('a signal is told by name and number, with what was printed before', async () => {
  const { run } = ownRunner();
  const outcome = await run({ argv: start('die'), environment, input: xml });
  const killed = { kind: 'signalled', exitCode: null, signal: 'SIGKILL', signalNumber: 9, stderr: 'dying\n' };
  expect(outcome).toMatchObject(killed);
});

test('1 MiB of stderr comes back whole', async () => {
  const { run } = ownRunner();
  const { stderr, exitCode } = await run({ argv: start('refuse-at-length'), environment, input: xml });
  expect([exitCode, stderr.length, /^e+$/.test(stderr)]).toEqual([1, 1024 * 1024, true]);
});

test('XML larger than a pipe may be read, not read, or refused by closing stdin', async () => {
  const { run } = ownRunner();
  const ran = (name: string) => run({ argv: start(name), environment, input: bigXml });
  expect((await ran('echo')).stdout).toBe(bigXml);
  expect(await ran('accept')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(await ran('close-input')).toMatchObject({ exitCode: 0, stdout: 'closed\n', stderr: '' });
});

test('a background child that holds the outputs holds the call', async () => {
  const { run } = ownRunner();
  const file = join(ownDirectory(), 'go');
  const script = spawnedScript();
  let over = false;
  const request = { argv: start('leave-child', file), environment, input: xml, onSpawned: script.onSpawned };
  const running = run(request).finally(() => {
    over = true;
  });
  await until(script.isGone);
  expect(over).toBe(false);
  writeFileSync(file, '');
  expect(await running).toMatchObject({ exitCode: 0, stdout: 'early\nlate\n' });
});

test('pipes that cannot be made are not taken for a script that cannot be executed', async () => {
  const pipes = { take: () => Promise.reject(systemError('EACCES')), dispose() {} };
  const { run } = createScriptRunner({ clock: systemClock, pipes });
  const outcome = await run({ argv: start('accept'), environment });
  expect(outcome).toMatchObject({ kind: 'unspawnable', step: 'pipes', code: 'EACCES' });
});

test('the event loop goes on while a script runs', async () => {
  const { run } = ownRunner();
  const file = join(ownDirectory(), 'go');
  const running = run({ argv: start('wait-for-file', file), environment, input: bigXml });
  await new Promise((resolve) => setImmediate(resolve));
  // Were the loop blocked, this line would not be reached and the script would wait for ever.
  writeFileSync(file, '');
  expect(await running).toMatchObject({ exitCode: 0 });
});

test('a hundred scripts at once, ended by one signal, keep their words apart', async () => {
  const { run } = ownRunner();
  const { signal } = new AbortController();
  const warned: string[] = [];
  const warn = ({ message }: Error) => void warned.push(message);
  process.on('warning', warn);
  const inputs = Array.from({ length: 100 }, (_, at) => `guest ${at}\n`);
  const outcomes = await Promise.all(inputs.map((input) => run({ argv: start('echo'), environment, input, signal })));
  process.off('warning', warn);
  expect(outcomes.map(({ stdout }) => stdout)).toEqual(inputs);
  expect(warned).toEqual([]);
});

test('binaries are scripts too, and are told their path as argv[0]', async () => {
  const { run } = ownRunner();
  const path = join(ownDirectory(), 'qemu');
  symlinkSync('/bin/cat', path);
  const outcome = await run({ argv: [path, 'g', 'prepare', 'begin', '/dev/null'], environment, input: xml });
  expect(outcome.exitCode).toBe(1);
  expect(outcome.stderr).toContain(`${path}: g: No such file or directory\n`);
});

test('no descriptor stays open after a run', async () => {
  const { run, dispose } = ownRunner();
  await run({ argv: start('echo'), environment, input: xml });
  dispose();
  const before = readdirSync('/proc/self/fd').length;
  const another = ownRunner();
  for (const name of ['echo', 'die', 'accept', 'no-shebang', 'missing-interpreter']) {
    await another.run({ argv: start(name), environment, input: bigXml });
  }
  another.dispose();
  await until(() => readdirSync('/proc/self/fd').length <= before);
});

test('aborting kills the script and everything it started', async () => {
  const { run } = ownRunner();
  const file = join(ownDirectory(), 'pids');
  const controller = new AbortController();
  const running = run({ argv: start('start-tree', file), environment, input: xml, signal: controller.signal });
  await until(() => existsSync(file) && pidsIn(file).length === 3);
  controller.abort();
  expect(await running).toMatchObject({ kind: 'signalled', signal: 'SIGKILL' });
  await until(() => !allProcesses().some(({ pid }) => pidsIn(file).includes(pid)));
});

test('aborting also kills what outlived the script and holds its outputs', async () => {
  const { run } = ownRunner();
  const never = join(ownDirectory(), 'never');
  const controller = new AbortController();
  const { onSpawned, isGone } = spawnedScript();
  const running = run({ argv: start('leave-child', never), environment, signal: controller.signal, onSpawned });
  await until(isGone);
  controller.abort();
  expect(await running).toMatchObject({ kind: 'exited', exitCode: 0, stdout: 'early\n' });
});

test('an aborted signal starts nothing', async () => {
  const { run } = ownRunner();
  const outcome = await run({ argv: start('accept'), environment, signal: AbortSignal.abort() });
  expect(outcome).toMatchObject({ kind: 'unspawnable', code: 'ECANCELED' });
});

function spawnedScript() {
  let pid = 0;
  const onSpawned = (its: number) => {
    pid = its;
  };
  return { onSpawned, isGone: () => pid > 0 && !allProcesses().some((each) => each.pid === pid) };
}

const pidsIn = (file: string) => readFileSync(file, 'utf8').trim().split('\n').map(Number);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(systemClock, 2);
}
