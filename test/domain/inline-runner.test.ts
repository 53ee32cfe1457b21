import { expect, test } from 'vitest';
import { seededRandom, virtualClock } from '../../src/clock/index.ts';
import { type Guest, inlineRunner } from '../../src/domain/runner/index.ts';
import { memoryStore } from '../../src/store/index.ts';
import { fakeTransport } from './fake-transport.ts';
import { runnerOn, spec, towards } from './guests.ts';

async function started(hasOperatingSystem = true) {
  const clock = virtualClock();
  const transport = fakeTransport({ clock });
  const runner = runnerOn(clock, transport);
  const guest = await runner.start({ ...spec({ fillMiB: 1 }), hasOperatingSystem });
  return { clock, transport, runner, guest, exits: exitsOf(guest) };
}

function exitsOf(guest: Guest): string[] {
  const exits: string[] = [];
  guest.onExit((why, text) => exits.push(`${why}: ${text}`));
  return exits;
}

test('a guest starts paused, and its time passes only while it runs', async () => {
  const { clock, guest } = await started();
  expect(guest.running).toBe(false);
  await clock.advance(500);
  guest.resume();
  await clock.advance(300);
  expect((await guest.pause()).ticks).toBe(30);
  await clock.advance(9000);
  expect(await guest.inspect()).toEqual({ activity: 'paused', ticks: 30, residentBytes: 2 ** 20 });
  guest.resume();
  await clock.advance(100);
  expect((await guest.inspect()).ticks).toBe(40);
});

test('each guest has a process id of its own, which no process of this machine can have', async () => {
  const { runner, guest } = await started();
  const other = await runner.start(spec());
  expect(other.pid).not.toBe(guest.pid);
  expect(Math.min(other.pid, guest.pid)).toBeGreaterThan(4_194_304);
});

test('an operating system answers the power button after 100 ms of its own time', async () => {
  const { clock, guest, exits } = await started();
  guest.resume();
  guest.powerButton();
  await clock.advance(60);
  await guest.pause();
  await clock.advance(5000);
  expect(exits).toEqual([]);
  guest.resume();
  guest.powerButton();
  await clock.advance(41);
  expect(exits).toEqual(['powered off: guest web1 powered off']);
  expect(guest.running).toBe(false);
});

test('a guest without an operating system ignores the power button', async () => {
  const { clock, guest, exits } = await started(false);
  guest.resume();
  guest.powerButton();
  await clock.advance(60_000);
  expect(exits).toEqual([]);
});

test('a power button pressed before a migration takes effect after it', async () => {
  const { clock, runner, guest } = await started();
  guest.resume();
  guest.powerButton();
  await clock.advance(30);
  const { destination, outgoing } = await towards(runner, guest);
  await outgoing.copy();
  await guest.pause();
  await outgoing.complete();
  const exits = exitsOf(destination);
  destination.resume();
  await clock.advance(71);
  expect(exits).toEqual(['powered off: guest web1 powered off']);
});

test('a reset guest boots anew and goes on running', async () => {
  const { clock, guest } = await started();
  const fresh = await guest.pause();
  guest.resume();
  await clock.advance(1000);
  guest.powerButton();
  guest.reset();
  expect(guest.running).toBe(true);
  expect((await guest.inspect()).ticks).toBe(0);
  expect(await guest.pause()).toEqual(fresh);
  guest.resume();
  await clock.advance(1000);
  expect((await guest.inspect()).ticks).toBe(100);
});

test('a guest ends once, and everything asked of it afterwards is refused in libvirt’s words', async () => {
  const { guest, exits } = await started();
  await guest.kill();
  await guest.kill();
  guest.crash();
  expect(exits).toEqual(['killed: guest web1 was killed']);
  expect(exitsOf(guest)).toEqual(exits);
  await expect(guest.resume()).rejects.toThrow('operation failed: domain is not running');
  await expect(guest.pause()).rejects.toThrow('operation failed: domain is not running');
  await expect(guest.migrateTo({ uri: 'ws://x:1/' })).rejects.toThrow('operation failed: domain is not running');
});

test('a guest that crashes says what libvirt says when the process behind a domain is gone', async () => {
  const { guest, exits } = await started();
  guest.crash();
  expect(exits).toEqual(['crashed: internal error: qemu unexpectedly closed the monitor']);
});

test('a guest with more memory than there can be does not start', async () => {
  const { runner } = await started();
  const huge = { ...spec(), memoryBytes: 2 ** 52 };
  await expect(runner.start(huge)).rejects.toThrow("cannot set up guest memory 'pc.ram': Cannot allocate memory");
});

test('a waiting guest takes a free port of libvirt’s range and gives it back', async () => {
  const { runner, guest } = await started();
  const wait = () => runner.incoming(guest.spec, { address: 'beta', listen: '0.0.0.0' });
  const [first, second] = [await wait(), await wait()];
  expect(first.uri).toMatch(/^ws:\/\/beta:49152\/\?token=[0-9a-f]{32}$/);
  expect(second.uri).toMatch(/^ws:\/\/beta:49153\//);
  await first.kill();
  expect((await wait()).uri).toMatch(/^ws:\/\/beta:49152\//);
  await expect(first.arrived).rejects.toThrow('internal error: qemu unexpectedly closed the monitor');
});

test('no port left is libvirt’s own sentence', async () => {
  const clock = virtualClock();
  const ports = { first: 49_152, last: 49_152 };
  const runner = inlineRunner({
    clock,
    transport: fakeTransport({ clock }),
    random: seededRandom(1),
    store: memoryStore(),
    ports,
  });
  await runner.incoming(spec(), { address: 'beta' });
  await expect(runner.incoming(spec(), { address: 'beta' })).rejects.toThrow(
    "internal error: Unable to find an unused port in range 'migration' (49152-49152)",
  );
});

test('a stream needs its token, and a waiting guest takes one stream', async () => {
  const { runner, guest } = await started();
  const waiting = await runner.incoming(guest.spec, { address: 'beta', token: 'secret' });
  await expect(guest.migrateTo({ uri: waiting.uri })).rejects.toThrow(
    'authentication failed: This migration stream needs',
  );
  await expect(guest.migrateTo({ uri: waiting.uri, token: 'public' })).rejects.toThrow('authentication failed');
  await guest.migrateTo({ uri: waiting.uri, token: 'secret' });
  const other = await runner.start(guest.spec);
  await expect(other.migrateTo({ uri: waiting.uri, token: 'secret' })).rejects.toThrow(
    'has its migration stream already',
  );
});

test('a waiting guest cannot run before its state has come', async () => {
  const { runner, guest } = await started();
  const waiting = await runner.incoming(guest.spec, { address: 'beta' });
  await expect(waiting.resume()).rejects.toThrow('the guest still waits for its migration stream');
});

test('nobody waiting is a clear refusal, and leaves the guest as it was', async () => {
  const { guest } = await started();
  await expect(guest.migrateTo({ uri: 'ws://beta:49152/' })).rejects.toThrow('Connection refused');
  guest.resume();
  expect(guest.running).toBe(true);
});
