import fc from 'fast-check';
import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { fakeTransport } from './fake-transport.ts';
import { mib, runnerOn, spec } from './guests.ts';

type Message = string | Uint8Array;
type Tamper = (message: Message, index: number) => readonly Message[];

const flip = (message: Message, bit: number): Message => {
  const bytes = Buffer.from(message as Uint8Array);
  const at = Math.floor(bit / 8) % bytes.length;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
  return bytes;
};

const faults = {
  'a flipped bit': (at, bit) => (message, index) => [index === at ? flip(message, bit) : message],
  'a flipped bit near the start': (at, bit) => (message, index) => [index === at ? flip(message, bit % 400) : message],
  'a lost message': (at) => (message, index) => (index === at ? [] : [message]),
  'a doubled message': (at) => (message, index) => (index === at ? [message, message] : [message]),
  'a message cut short': (at) => (message, index) => [index === at ? message.slice(0, message.length / 2) : message],
  'text in between': (at) => (message, index) => (index === at ? ['{}', message] : [message]),
  'two messages swapped': (at) => {
    let held: Message | undefined;
    return (message, index) => {
      if (index === at) held = message;
      if (index === at) return [];
      return held && index === at + 1 ? [message, held] : [message];
    };
  },
} satisfies Record<string, (at: number, bit: number) => Tamper>;

/** Frames of the migration below: hello, what is found in each round, end. */
const frames = 8;

test.each(Object.entries(faults))(
  '%s fails the migration: nothing runs at the destination, all is well at the source',
  async (name, fault) => {
    const run = fc.asyncProperty(fc.nat(frames - 1), fc.nat(2 ** 24), async (at, bit) => {
      fc.pre(!(name === 'a doubled message' && at === frames - 1));
      const { guest, destination, moved, seen } = await migrate(fault(at, bit));
      await expect(moved).rejects.toBeInstanceOf(LibvirtError);
      await expect(moved).rejects.toThrow(/Unable to write to socket: Bad file descriptor$/);
      expect(seen()).toBeGreaterThan(at);
      expect(await destination.exit).toMatch(
        /^crashed: internal error: qemu unexpectedly closed the monitor: load of migration failed: /,
      );
      await expect(destination.guest.arrived).rejects.toThrow('load of migration failed');
      await expect(destination.guest.resume()).rejects.toThrow('domain is not running');
      guest.resume();
      expect(guest.running).toBe(true);
    });
    await fc.assert(run, { numRuns: 9 });
  },
);

test('the same migration without a fault has the frames that the faults are spread over', async () => {
  const { moved, seen } = await migrate((message) => [message]);
  await moved;
  expect(seen()).toBe(frames);
});

async function migrate(fault: Tamper) {
  let seen = 0;
  const tamper: Tamper = (message, index) => {
    seen = index + 1;
    return fault(message, index);
  };
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock, tamper }));
  const guest = await runner.start(spec({ pattern: 'sequential', pagesPerSecond: 400, workingSetMiB: 2, fillMiB: 2 }));
  guest.resume();
  const incoming = await runner.incoming(guest.spec, { address: 'destination' });
  const exit = new Promise<string>((resolve) => incoming.onExit((why, text) => resolve(`${why}: ${text}`)));
  const moved = (async () => {
    const outgoing = await guest.migrateTo({
      uri: incoming.uri,
      bandwidthBytesPerSecond: 8 * mib,
      downtimeLimitMs: 10,
    });
    await outgoing.copy();
    await guest.pause();
    await outgoing.complete();
  })();
  moved.catch(() => undefined);
  await clock.runUntil(moved).catch(() => undefined);
  return { guest, destination: { guest: incoming, exit }, moved, seen: () => seen };
}
