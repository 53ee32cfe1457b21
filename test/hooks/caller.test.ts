import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock/index.ts';
import type { CalledScript, ScriptResult } from '../../src/hooks/index.ts';
import { hooksDirectory, ownCaller, ownDirectory, startCall } from './hooks-directory.ts';

test('a call tells of each script before and after it runs, and logs the debug line', async () => {
  const directory = hooksDirectory({ qemu: 'accept', 'qemu.d/1': 'refuse' });
  const told: string[] = [];
  const onCalled = ({ argv }: CalledScript) => void told.push(`called ${argv.join(' ')}`);
  const onEnded = ({ script, outcome, failed }: ScriptResult) =>
    void told.push(`ended ${script} ${outcome.exitCode} ${failed}`);
  const hooks = ownCaller({ directory, libvirt: '9.0.0' });
  await hooks.scan();
  const { logs } = await hooks.call(startCall, { filter: false, onCalled, onEnded });
  expect(told.map((line) => line.replaceAll(directory, ''))).toEqual([
    'called /qemu g start begin -',
    'ended /qemu 0 false',
    'called /qemu.d/1 g start begin -',
    'ended /qemu.d/1 1 true',
  ]);
  expect(logs.map(({ level }) => level)).toEqual(['debug', 'debug', 'debug', 'debug', 'error', 'error']);
  expect(logs[1]?.text).toBe("virCommandRun : Result status 0, stdout: '' stderr: ''");
  expect(logs[3]?.text).toMatch(/^virCommandRun : Result status 256, stdout: '' stderr: '.+\n'$/);
  expect(logs[0]?.text).toBe(`virRunScript:279 : Calling hook ${directory}/qemu id=g op=start subop=begin extra=-`);
});

test('the first call looks for hooks if nobody has', async () => {
  const { status, logs } = await ownCaller({ directory: ownDirectory() }).call(startCall, { filter: false });
  expect(status).toBe('no hook');
  expect(logs[0]?.text).toContain('No hook script');
});

test("the daemon's hook reads /dev/null and stands for no object", async () => {
  const directory = hooksDirectory({ daemon: 'arguments' });
  const call = { driver: 'daemon', object: '-', operation: 'reload', subOperation: 'begin', extra: 'SIGHUP' } as const;
  const { scripts } = await ownCaller({ directory }).call(call, { filter: false });
  expect(scripts[0]?.outcome.stdout).toBe(`${directory}/daemon\n-\nreload\nbegin\nSIGHUP\n`);
});

test('scripts that run are listed with their process and since when', async () => {
  const hooks = ownCaller({ directory: hooksDirectory({ qemu: 'wait-for-file' }) });
  const go = join(ownDirectory(), 'go');
  const began = systemClock.monotonic();
  const call = hooks.call({ ...startCall, object: go }, { filter: false });
  while (hooks.running()[0]?.pid === undefined) await new Promise((resolve) => setImmediate(resolve));
  const [running] = hooks.running();
  expect(running).toMatchObject({ driver: 'qemu', object: go, operation: 'start' });
  expect(running?.script).toMatch(/\/qemu$/);
  expect(running?.since).toBeGreaterThanOrEqual(began);
  writeFileSync(go, '');
  const { scripts } = await call;
  expect(scripts[0]?.outcome.pid).toBe(running?.pid);
  expect(hooks.running()).toEqual([]);
});

test('hooks of two guests run at the same time', async () => {
  const hooks = ownCaller({ directory: hooksDirectory({ qemu: 'wait-for-file' }) });
  const go = join(ownDirectory(), 'go');
  const calls = [1, 2].map(() => hooks.call({ ...startCall, object: go }, { filter: false }));
  while (hooks.running().length < 2) await new Promise((resolve) => setImmediate(resolve));
  writeFileSync(go, '');
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
});

test('aborting ends the running script and runs none after it', async () => {
  const hooks = ownCaller({ directory: hooksDirectory({ qemu: 'wait-for-file', 'qemu.d/1': 'accept' }) });
  const { signal, abort } = abortable();
  const call = hooks.call({ ...startCall, object: '/no/such/file' }, { filter: false, signal });
  while (hooks.running()[0]?.pid === undefined) await new Promise((resolve) => setImmediate(resolve));
  abort();
  const { status, scripts, error } = await call;
  expect([status, scripts.length]).toEqual(['failed', 1]);
  expect(error?.message).toContain('unexpected fatal signal 9');
});

test('a call that comes after the abort runs nothing', async () => {
  const hooks = ownCaller({ directory: hooksDirectory({ qemu: 'accept' }) });
  const { status, scripts, error } = await hooks.call(startCall, { filter: false, signal: AbortSignal.abort() });
  expect([status, scripts, error?.code]).toEqual(['failed', [], 78]);
});

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
