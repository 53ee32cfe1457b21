import { describe, expect, test } from 'vitest';
import type { EventNotice } from '../../../src/protocol/messages.ts';
import type { GuestNotice } from '../../../src/protocol/notices.ts';
import { commandLine, until } from '../command-line.ts';
import { fakeHost, g } from './fake-host.ts';

const started: EventNotice = { driver: 'qemu', domain: 'g', uuid: g.uuid, event: 'Started', detail: 'Booted', at: 1 };
const stopped: EventNotice = { ...started, event: 'Stopped', detail: 'Destroyed' };
const startedLine = "event 'lifecycle' for domain 'g': Started Booted\n";

function listening(...options: string[]) {
  const host = fakeHost();
  const hooklab = commandLine({ hosts: { 'ws://a': host } });
  const ran = hooklab.run(...options);
  const ready = until(() => host.names().includes('ConnectDomainEventRegisterAny'));
  return { host, hooklab, ran, ready };
}

describe('waiting for events', () => {
  test('one event, and how many there were', async () => {
    const { host, ran, ready } = listening('event', '--event', 'lifecycle');
    await ready;
    host.announce(started);
    host.announce(stopped);
    expect(await ran).toEqual({ exit: 0, out: `${startedLine}events received: 1\n\n`, err: '' });
  });

  test('--loop goes on until Ctrl-C, which is a good end', async () => {
    const { host, hooklab, ran, ready } = listening('event', '--all', '--loop');
    await ready;
    host.announce(started);
    host.announce(stopped);
    hooklab.interrupt();
    const out = `${startedLine}event 'lifecycle' for domain 'g': Stopped Destroyed\nevent loop interrupted\nevents received: 2\n\n`;
    expect(await ran).toEqual({ exit: 0, out, err: '' });
  });

  test('--timeout ends the wait; without any event that is a failure, as in virsh', async () => {
    const { hooklab, ran, ready } = listening('event', '--all', '--timeout', '3');
    await ready;
    await hooklab.clock.advance(2999);
    expect(hooklab.printed()).toBe('');
    await hooklab.clock.advance(1);
    expect(await ran).toEqual({ exit: 1, out: 'event loop timed out\nevents received: 0\n\n', err: '' });
  });

  test('what is told of a job: its rounds, and its figures when it is over', async () => {
    const { host, hooklab, ran, ready } = listening('-q', 'event', '--all', '--loop');
    await ready;
    const stats = { time_elapsed: 15, memory_bps: 178788000.4 };
    const notices: GuestNotice[] = [
      { event: 'reboot' },
      { event: 'migration-iteration', iteration: 2 },
      { event: 'job-completed', operation: 'Outgoing migration', stats },
    ];
    for (const notice of notices) host.announce({ ...started, event: notice.event, detail: '', notice });
    const told = [
      "event 'reboot' for domain 'g'",
      "event 'migration-iteration' for domain 'g': iteration: '2'",
      "event 'job-completed' for domain 'g':",
      ...['\toperation: 5', '\ttime_elapsed: 15', '\tmemory_bps: 178788000'],
    ];
    expect(hooklab.printed()).toBe(`${told.join('\n')}\n`);
    hooklab.interrupt();
    await ran;
  });

  test('--timestamp shows the time here, in UTC', async () => {
    const { host, ran, ready } = listening('event', '--all', '--timestamp');
    await ready;
    host.announce(started);
    expect((await ran).out).toBe(`2026-01-01 00:00:00.000+0000: ${startedLine}events received: 1\n\n`);
  });

  test('--domain is a filter the host applies', async () => {
    const { host, ran, ready } = listening('event', '--all', '--domain', 'g');
    await ready;
    expect(host.calls.at(-1)).toEqual(['ConnectDomainEventRegisterAny', { driver: 'qemu', domain: g.uuid }]);
    host.announce(started);
    await ran;
  });

  test('an event of another type never comes, whatever guests do', async () => {
    const { host, hooklab, ran, ready } = listening('event', '--event', 'reboot', '--loop');
    await ready;
    host.announce(started);
    hooklab.interrupt();
    expect(await ran).toEqual({ exit: 1, out: 'event loop interrupted\nevents received: 0\n\n', err: '' });
  });

  test('a host that goes away ends the wait', async () => {
    const { host, ran, ready } = listening('event', '--all', '--loop');
    await ready;
    host.lose('gone');
    expect(await ran).toEqual({
      exit: 1,
      out: '\n',
      err: 'error: Disconnected from ws://a due to end of file\nerror: End of file while reading data: Input/output error\n',
    });
  });

  test('--json prints one line for each event and nothing else', async () => {
    const { host, ran, ready } = listening('--json', 'event', '--all');
    await ready;
    host.announce(started);
    expect(await ran).toEqual({ exit: 0, out: `${JSON.stringify(started)}\n`, err: '' });
  });
});

test('--list tells the types there are', async () => {
  const { out, exit } = await commandLine().run('event', '--list');
  expect(exit).toBe(0);
  expect(out.split('\n')).toHaveLength(30);
  expect(out).toMatch(/^lifecycle\nreboot\n[\s\S]*\nnic-mac-change\n\n$/);
});

describe('what cannot be waited for', () => {
  test.each([
    ['event', 'one of --list, --all, or --event <type> is required'],
    ['event --event nosuch', 'unknown event type nosuch'],
    ['event --all --event lifecycle', 'Options --all and --event are mutually exclusive'],
    ['event --all --timeout 0', "Numeric value '0' for <timeout> option is malformed or out of range"],
    ['event --all --timeout soon', "Numeric value 'soon' for <timeout> option is malformed or out of range"],
    ['event --all --domain nosuch', "failed to get domain 'nosuch'"],
  ])('%s', async (typed, text) => {
    expect(await commandLine().run(...typed.split(' '))).toEqual({ exit: 1, out: '\n', err: `error: ${text}\n` });
  });
});
