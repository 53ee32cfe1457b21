import { expect, test } from 'vitest';
import { conduct } from '../../src/conductor/index.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { profileFor, type ScoreName } from '../../src/protocol/profiles/index.ts';
import type { DestinationSide, SourceSide } from '../../src/protocol/sides.ts';

const domain = { driver: 'qemu', name: 'web1', uuid: '11111111-1111-4111-8111-111111111111', id: 1 } as const;

/** Two sides that write down their calls; the one named in `fail` throws. */
function sides(fail = '', error = new LibvirtError('hook failed', 'no', 'hook')) {
  const calls: string[] = [];
  const say = <T>(name: string, result: T): Promise<T> => {
    calls.push(name);
    return name === fail ? Promise.reject(error) : Promise.resolve(result);
  };
  const source: SourceSide = {
    begin: () => say('begin', { xml: '<domain/>', cookie: 'b' }),
    perform: ({ uri, cookie }) => say(`perform ${uri} ${cookie}`, { cookie: 'f' }),
    confirm: ({ cancelled }) => say(cancelled ? 'confirm cancelled' : 'confirm', {}),
  };
  const destination: DestinationSide = {
    prepare: ({ xml, cookie }) => say(`prepare ${xml} ${cookie}`, { uri: 'ws://there', cookie: 'p' }),
    finish: ({ cancelled, cookie }) =>
      say(cancelled ? 'finish cancelled' : `finish ${cookie}`, { domain: null, cookie: 'c' }),
  };
  return { calls, source, destination };
}

const play = (release: string, name: ScoreName, { source, destination }: ReturnType<typeof sides>) =>
  conduct({ score: profileFor(release).scores.qemu[name], source, destination, request: { domain, flags: ['live'] } });

test('each call hands on what the one before it brought back', async () => {
  const both = sides();
  await play('11.3.0', 'migrate', both);
  expect(both.calls).toEqual(['begin', 'prepare <domain/> b', 'perform ws://there p', 'finish f', 'confirm']);
});

test.each([
  ['begin', []],
  ['prepare <domain/> b', ['confirm cancelled']],
  ['perform ws://there p', ['finish cancelled']],
  ['finish f', ['confirm cancelled']],
])('protocol 3: when %s fails, the other side is told', async (fail, told) => {
  const both = sides(fail);
  await expect(play('11.3.0', 'migrate', both)).rejects.toThrow('Hook script execution failed: no');
  expect(both.calls.slice(both.calls.indexOf(fail) + 1)).toEqual(told);
});

test('protocol 3: whatever Confirm fails with, the guest runs there and the migration is done', async () => {
  const both = sides('confirm');
  await play('11.3.0', 'migrate', both);
  expect(both.calls.at(-1)).toBe('confirm');
});

test('protocol 2: a failing Finish leaves the source stopped and cancels nothing', async () => {
  const both = sides('finish f');
  await expect(play('0.8.2', 'migrate', both)).rejects.toThrow();
  expect(both.calls.at(-1)).toBe('finish f');
});

test('protocol 2, peer-to-peer: whatever Finish says, the source stops its guest', async () => {
  const both = sides('finish f');
  await expect(play('0.8.2', 'migrate p2p', both)).rejects.toThrow();
  expect(both.calls.at(-1)).toBe('confirm');
});

test("the destination's error is shown when the source only knows that it failed", async () => {
  const vague = new LibvirtError('operation failed', "job 'migration out' failed", 'qemu');
  const both = sides('perform ws://there p', vague);
  both.destination.finish = () =>
    Promise.reject(new LibvirtError('internal error', 'qemu unexpectedly closed the monitor', 'qemu'));
  await expect(play('9.0.0', 'migrate', both)).rejects.toThrow('internal error: qemu unexpectedly closed the monitor');
});

test("a client's cancellation is shown whatever Finish says", async () => {
  const cancelled = new LibvirtError('operation aborted', "job 'migration out' canceled by client", 'qemu');
  const both = sides('perform ws://there p', cancelled);
  both.destination.finish = () => Promise.reject(new LibvirtError('no domain', 'gone', 'qemu'));
  await expect(play('9.0.0', 'migrate', both)).rejects.toThrow(
    "operation aborted: job 'migration out' canceled by client",
  );
});

const qemuError = (text: string) => new LibvirtError('operation failed', text, 'qemu');

test.each([
  [false, 'operation failed: B'],
  [
    true,
    'operation failed: migration failed. Message from the source host: operation failed: A. ' +
      'Message from the destination host: operation failed: B',
  ],
])('both hosts failed; both messages are told: %s', async (tellsBothErrors, text) => {
  const { source } = sides('perform ws://there p', qemuError('A'));
  const { destination } = sides('finish cancelled', qemuError('B'));
  const score = profileFor('9.0.0').scores.qemu.migrate;
  const request = { domain, flags: ['live'] } as const;
  await expect(conduct({ score, source, destination, request, tellsBothErrors })).rejects.toThrow(text);
});
