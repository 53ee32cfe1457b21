import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Guest, GuestExitReason } from '../../src/domain/runner/index.ts';
import { processRunner } from '../../src/domain/runner/process/index.ts';
import { guestProgram } from '../../src/host/guest-program.ts';
import { monitorPath, pathsBelow, pidPath } from '../../src/protocol/paths.ts';
import { mib, spec } from './guests.ts';

const folder = mkdtempSync(join(tmpdir(), 'hooklab-guests-'));
const paths = pathsBelow(folder, folder);
const runner = processRunner({ entry: guestProgram, paths, owned: true });
const outliving = processRunner({ entry: guestProgram, paths, owned: false });
const alive: Guest[] = [];
afterEach(async () => {
  for (const guest of alive.splice(0)) await guest.kill();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let ids = 0;
/** Each guest of these tests has an id of its own, as on a host. */
const another = (...given: Parameters<typeof spec>) => ({ ...spec(...given), id: ++ids });
const busy = { pattern: 'random', pagesPerSecond: 2000, workingSetMiB: 4, fillMiB: 8 } as const;
const start = async (of = another(), by = runner) => {
  const guest = await by.start(of);
  alive.push(guest);
  return guest;
};
const ended = (guest: Guest) =>
  new Promise<{ why: GuestExitReason; text: string }>((resolve) => guest.onExit((why, text) => resolve({ why, text })));
const cmdline = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
/** Resolves with what the guest is doing once it has run for so many ticks. */
async function running(guest: Guest, ticks: number) {
  for (;;) {
    const reading = await guest.inspect();
    if (reading.ticks >= ticks) return reading;
  }
}

describe('a guest in a process of its own', () => {
  test('looks like a QEMU where processes are listed, and begins paused', async () => {
    const guest = await start();
    expect(cmdline(guest.pid).join(' ')).toContain(' -name guest=web1,debug-threads=on ');
    expect(cmdline(guest.pid)[0]).toBe('qemu-system-x86_64');
    expect(readFileSync(`/proc/${guest.pid}/comm`, 'utf8')).toBe('qemu-system-x86\n');
    expect(await guest.inspect()).toEqual({ activity: 'paused', ticks: 0, residentBytes: 0 });
  });

  test('a container looks like its controller', async () => {
    const guest = await start({ ...another(), driver: 'lxc' });
    expect(readFileSync(`/proc/${guest.pid}/comm`, 'utf8')).toBe('libvirt_lxc\n');
  });

  test('runs and stands still as it is told, and begins anew when it is reset', async () => {
    const guest = await start();
    await guest.resume();
    expect((await running(guest, 2)).activity).toBe('running');
    const { ticks } = await guest.pause();
    expect(ticks).toBeGreaterThanOrEqual(2);
    expect((await guest.inspect()).ticks).toBe(ticks);
    await guest.reset();
    expect((await guest.inspect()).ticks).toBe(0);
  });

  test('powers off when its button is pressed', async () => {
    const guest = await start();
    await guest.resume();
    const end = ended(guest);
    await guest.powerButton();
    expect(await end).toEqual({ why: 'powered off', text: 'guest web1 powered off' });
  });

  test('is gone when it is killed: no process, no file', async () => {
    const guest = await start();
    const end = ended(guest);
    await guest.kill();
    expect((await end).why).toBe('killed');
    expect(existsSync(monitorPath(paths, guest.spec))).toBe(false);
    await expect(guest.resume()).rejects.toThrow('operation failed: domain is not running');
  });

  test.each([
    ['SIGKILL', 'crashed', 'internal error: qemu unexpectedly closed the monitor'],
    ['SIGTERM', 'terminated', 'terminating on signal SIGTERM'],
  ] as const)('%s from outside ends it: %s', async (signal, why, text) => {
    const guest = await start();
    const end = ended(guest);
    process.kill(guest.pid, signal);
    expect(await end).toEqual({ why, text });
  });

  test('is saved to a file by itself, and loaded again as it was', async () => {
    const guest = await start(another(busy, 16));
    await guest.resume();
    await running(guest, 3);
    const paused = await guest.pause();
    const path = join(folder, 'web1.save');
    await guest.save(path, Buffer.from('head'));
    expect(readFileSync(path, 'utf8').slice(0, 4)).toBe('head');
    const loaded = await runner.load(another(busy, 16), { path, offset: 4 });
    alive.push(loaded);
    expect(await loaded.pause()).toEqual(paused);
  });

  test('an image that cannot be loaded leaves no process behind', async () => {
    const nowhere = { path: join(folder, 'nothing.save'), offset: 0 };
    await expect(runner.load(another(), nowhere)).rejects.toThrow(
      'internal error: qemu unexpectedly closed the monitor: load of migration failed',
    );
  });
});

describe('two guests in processes of their own', () => {
  const towards = async (from: Guest, options = {}) => {
    const to = await runner.incoming({ ...from.spec, id: ++ids }, { address: '127.0.0.1' });
    alive.push(to);
    return { to, outgoing: await from.migrateTo({ uri: to.uri, ...options }) };
  };

  test('the state moves from one to the other while the guest runs', async () => {
    const guest = await start(another(busy, 32));
    await guest.resume();
    const rounds: number[] = [];
    const { to, outgoing } = await towards(guest, {
      bandwidthBytesPerSecond: 64 * mib,
      onRound: ({ round }: { round: number }) => rounds.push(round),
    });
    await outgoing.copy();
    const paused = await guest.pause();
    await outgoing.complete();
    expect(await to.arrived).toEqual(paused);
    expect(rounds).toEqual(rounds.map((_, index) => index + 1));
    expect(outgoing.stats()).toMatchObject({ remaining: 0, 'dirty-sync-count': rounds.length });
    expect(outgoing.status).toBe('completed');
    await to.resume();
    expect((await to.inspect()).activity).toBe('running');
  });

  test('a migration that is cancelled leaves the guest running where it was', async () => {
    const guest = await start(another(busy, 32));
    await guest.resume();
    const cancel = new AbortController();
    const { to, outgoing } = await towards(guest, { bandwidthBytesPerSecond: mib, signal: cancel.signal });
    const gone = ended(to);
    const copying = outgoing.copy();
    cancel.abort();
    await expect(copying).rejects.toThrow();
    expect((await gone).why).toBe('crashed');
    expect((await guest.inspect()).activity).toBe('running');
  });

  test.each(['source', 'destination'] as const)('the %s dies in the middle', async (who) => {
    const guest = await start(another(busy, 32));
    await guest.resume();
    const { to, outgoing } = await towards(guest, { bandwidthBytesPerSecond: mib });
    const copying = outgoing.copy();
    const arrival = to.arrived.catch((error) => error.message);
    process.kill(who === 'source' ? guest.pid : to.pid, 'SIGKILL');
    const text = who === 'source' ? 'domain is not running' : 'Unable to write to socket: Bad file descriptor';
    await expect(copying).rejects.toThrow(text);
    expect(await arrival).toMatch('qemu unexpectedly closed the monitor');
    if (who === 'destination') expect((await guest.inspect()).activity).toBe('running');
  });
});

describe('a daemon that comes back', () => {
  test('finds its guest by pid and monitor, as it was', async () => {
    const guest = await start(another(busy, 16), outliving);
    await guest.resume();
    await running(guest, 2);
    const again = await outliving.find(guest.spec, guest.pid);
    expect(again?.pid).toBe(guest.pid);
    expect(await again?.inspect()).toMatchObject({ activity: 'running' });
    await again?.kill();
    expect(await outliving.find(guest.spec, guest.pid)).toBeUndefined();
  });

  test('a migration that the one before began is given up', async () => {
    const guest = await start(another(busy, 32), outliving);
    await guest.resume();
    const to = await runner.incoming({ ...guest.spec, id: ++ids }, { address: '127.0.0.1' });
    alive.push(to);
    const gone = ended(to);
    const outgoing = await guest.migrateTo({ uri: to.uri, bandwidthBytesPerSecond: mib });
    outgoing.copy().catch(() => {});
    const again = await outliving.find(guest.spec, guest.pid);
    if (again) alive.push(again);
    expect((await gone).why).toBe('crashed');
    expect(await again?.inspect()).toMatchObject({ activity: 'running' });
  });

  test('another process with that pid is not taken for it, nor ended', async () => {
    expect(await outliving.find(another(), process.pid)).toBeUndefined();
  });

  test('no pid file is needed to find that a guest is gone', async () => {
    expect(existsSync(pidPath(paths, 'qemu', 'web1'))).toBe(false);
    expect(await outliving.find(another(), 2 ** 22 + 1)).toBeUndefined();
  });
});
