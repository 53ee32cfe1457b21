import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, type TestContext, test } from 'vitest';
import { systemClock } from '../../src/clock/index.ts';
import { connectToHost } from '../../src/host/client.ts';
import { createWebSocketTransport } from '../../src/transport/index.ts';
import { guestXml } from '../guest-xml.ts';

/** What a daemon finds when it starts again: its guests are processes that outlived it (recordings 2e-*, 3i-*, 7a-*). */

const transport = createWebSocketTransport({ clock: systemClock });

/** A place for `hooklab host`, whose hook writes down its calls, and fails or ends its daemon where a file says so. */
function aPlace({ onTestFinished }: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-restart-'));
  const hooks = join(folder, 'hooks');
  const calls = join(folder, 'calls');
  mkdirSync(hooks);
  writeFileSync(
    join(hooks, 'qemu'),
    `#!/bin/sh\necho "$1 $2 $4" >>'${calls}'\n[ ! -e "${folder}/fail-$2" ] || { echo no >&2; exit 1; }\n[ ! -e "${folder}/end-$2" ] || kill -9 $PPID\n`,
  );
  chmodSync(join(hooks, 'qemu'), 0o755);
  const pids = new Set<number>();
  onTestFinished(() => {
    for (const pid of pids) end(pid);
    rmSync(folder, { recursive: true, force: true });
  });
  const file = (...names: string[]) => join(folder, 'state', ...names);
  return {
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : []),
    forget: () => rmSync(calls, { force: true }),
    endDaemonIn: (operation: string) => writeFileSync(join(folder, `end-${operation}`), ''),
    fail: (operation: string) => writeFileSync(join(folder, `fail-${operation}`), ''),
    file,
    pidOf(name: string): number {
      const pid = Number(readFileSync(file('run', 'qemu', `${name}.pid`), 'utf8'));
      pids.add(pid);
      return pid;
    },
    async start(...more: string[]) {
      const words = ['host', '--hooks', hooks, '--state', file(), '--libvirt', '9.0.0', ...more];
      const child = spawn(process.execPath, [resolve('bin/hooklab'), ...words], { stdio: ['pipe', 'pipe', 'ignore'] });
      pids.add(child.pid ?? 0);
      const gone = once(child, 'exit');
      const [ready] = await once(child.stdout, 'data');
      const { url } = JSON.parse(String(ready)) as { url: string };
      const { call } = await connectToHost({ transport, clock: systemClock, url, client: 'a test' });
      return {
        call,
        gone,
        async stop(signal: NodeJS.Signals) {
          child.kill(signal);
          await gone;
        },
      };
    },
  };
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** Whether a process runs; one that is dead and waits for its parent does not. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const driver = 'qemu' as const;
type Call = Awaited<ReturnType<ReturnType<typeof aPlace>['start']>>['call'];
const boot = (call: Call, name = 'web1') => call('DomainCreateXML', { driver, xml: guestXml({ name }) });
const stateOf = async (call: Call, name = 'web1') => {
  const { uuid } = await call('DomainLookup', { driver, key: name });
  return call('DomainGetState', { driver, uuid });
};

describe.each(['SIGTERM', 'SIGKILL'] as const)('after %s a daemon that starts again', (signal) => {
  test('finds its guest running, and its reconnect hook is called', async (context) => {
    const place = aPlace(context);
    const first = await place.start();
    const { id } = await boot(first.call);
    const pid = place.pidOf('web1');
    await first.stop(signal);
    expect(isAlive(pid)).toBe(true);
    place.forget();

    const { call, stop } = await place.start();
    expect(await stateOf(call)).toEqual({ state: 'running', reason: 'booted' });
    expect(place.calls()).toEqual(['web1 reconnect -']);
    expect((await call('DomainLookup', { driver, key: 'web1' })).id).toBe(id);
    expect((await boot(call, 'web2')).id).toBe((id ?? 0) + 1);
    place.pidOf('web2');
    await call('DomainDestroy', { driver, uuid: (await call('DomainLookup', { driver, key: 'web1' })).uuid });
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(place.file('run', 'qemu', 'web1.pid'))).toBe(false);
    await stop('SIGTERM');
  });

  test('finds a paused guest paused, for the reason it was', async (context) => {
    const place = aPlace(context);
    const first = await place.start();
    const { uuid } = await boot(first.call);
    place.pidOf('web1');
    await first.call('DomainSuspend', { driver, uuid });
    await first.stop(signal);
    const { call, stop } = await place.start();
    expect(await stateOf(call)).toEqual({ state: 'paused', reason: 'user' });
    await call('DomainResume', { driver, uuid });
    expect(await stateOf(call)).toEqual({ state: 'running', reason: 'unpaused' });
    await stop('SIGTERM');
  });

  test('finds a guest dead whose process ended meanwhile: stopped and release, nothing else', async (context) => {
    const place = aPlace(context);
    const first = await place.start();
    await boot(first.call);
    const pid = place.pidOf('web1');
    await first.stop(signal);
    end(pid);
    place.forget();
    const { call, stop } = await place.start();
    // Whoever asks for a guest that was found waits until it is looked after.
    await expect(stateOf(call)).rejects.toThrow('Domain not found');
    expect(place.calls()).toEqual(['web1 stopped -', 'web1 release -']);
    await stop('SIGTERM');
  });
});

test.for(['prepare', 'start'])(
  'a guest that had no process yet in its %s hook is forgotten',
  async (operation, context) => {
    const place = aPlace(context);
    const first = await place.start();
    place.endDaemonIn(operation);
    await Promise.all([first.gone, expect(boot(first.call)).rejects.toThrow()]);
    place.forget();
    const { call, stop } = await place.start();
    await expect(stateOf(call)).rejects.toThrow('Domain not found');
    expect(place.calls()).toEqual([]);
    await stop('SIGTERM');
  },
);

test('of a guest that was being destroyed a daemon cannot read what the one before it wrote', async (context) => {
  const place = aPlace(context);
  const first = await place.start();
  const { uuid } = await first.call('DomainDefineXML', { driver, xml: guestXml() });
  await first.call('DomainCreateWithFlags', { driver, uuid });
  place.endDaemonIn('stopped');
  await Promise.all([first.gone, expect(first.call('DomainDestroy', { driver, uuid })).rejects.toThrow()]);
  place.forget();
  const { call, stop } = await place.start();
  expect(await stateOf(call)).toEqual({ state: 'shutoff', reason: 'unknown' });
  expect(place.calls()).toEqual([]);
  await stop('SIGTERM');
});

test('a reconnect hook that fails has its guest killed', async (context) => {
  const place = aPlace(context);
  const first = await place.start();
  const { uuid } = await first.call('DomainDefineXML', { driver, xml: guestXml() });
  await first.call('DomainCreateWithFlags', { driver, uuid });
  const pid = place.pidOf('web1');
  await first.stop('SIGKILL');
  place.forget();
  place.fail('reconnect');
  const { call, stop } = await place.start();
  expect(await stateOf(call)).toEqual({ state: 'shutoff', reason: 'daemon' });
  expect(place.calls()).toEqual(['web1 reconnect -', 'web1 stopped -', 'web1 release -']);
  expect(isAlive(pid)).toBe(false);
  await stop('SIGTERM');
});

test('a guest killed under its daemon leaves with its hooks, and is off as crashed', async (context) => {
  const place = aPlace(context);
  const { call, stop } = await place.start();
  const { uuid } = await call('DomainDefineXML', { driver, xml: guestXml() });
  await call('DomainCreateWithFlags', { driver, uuid });
  place.forget();
  end(place.pidOf('web1'));
  while ((await stateOf(call)).state !== 'shutoff');
  expect(await stateOf(call)).toEqual({ state: 'shutoff', reason: 'crashed' });
  expect(place.calls()).toEqual(['web1 stopped -', 'web1 release -']);
  await stop('SIGTERM');
});

test.for(['SIGTERM', 'SIGKILL'] as const)(
  'guests of an owned host end with it, also after %s',
  async (signal, context) => {
    const place = aPlace(context);
    const { call, stop } = await place.start('--owned');
    await boot(call);
    const pid = place.pidOf('web1');
    await stop(signal);
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
  },
);
