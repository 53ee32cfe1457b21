import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { createJournal, createLogger, logJournal, type Note, storeDestination } from '../../src/journal/index.ts';
import { memoryStore } from '../../src/store/index.ts';

async function logged(...notes: Note[]) {
  const store = memoryStore();
  const destination = storeDestination(store, '/log/hooklab.jsonl');
  const journal = createJournal({ host: 'source', clock: virtualClock(1000) });
  for (const note of notes) journal.write(note);
  const reader = new AbortController();
  const done = logJournal(journal, createLogger(destination), { signal: reader.signal });
  await new Promise((resolve) => setImmediate(resolve));
  reader.abort();
  await done;
  await destination.flushed();
  const text = new TextDecoder().decode(await store.read('/log/hooklab.jsonl'));
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

const hook = {
  kind: 'hook',
  domain: 'web1',
  driver: 'qemu',
  operation: 'start',
  subOperation: 'begin',
  extra: '-',
  argv: ['/etc/libvirt/hooks/qemu', 'web1', 'start', 'begin', '-'],
} as const;

test('a hook that refuses is a warning with fields to search by', async () => {
  const [line, ...more] = await logged(
    { ...hook, moment: 'called' },
    { ...hook, moment: 'ended', exitCode: 1, signal: null, stderr: 'no room\n', durationMs: 8, effect: 'abort' },
  );
  expect(more).toEqual([]);
  expect(line).toMatchObject({
    level: 40,
    time: 1000,
    host: 'source',
    seq: 2,
    kind: 'hook',
    operation: 'start',
    exitCode: 1,
    stderr: 'no room\n',
    msg: 'hook /etc/libvirt/hooks/qemu web1 start begin - ended, exit 1',
  });
});

test('each kind of entry has its level and its sentence', async () => {
  const of = { domain: 'web1', driver: 'qemu' } as const;
  const lines = await logged(
    { ...hook, moment: 'ended', exitCode: null, signal: 'SIGKILL', effect: 'ignored' },
    { kind: 'phase', ...of, phase: 'prepare', side: 'destination', moment: 'failed', error: 'no' },
    { kind: 'state', ...of, uuid: '-', change: 'pause', state: 'paused', reason: 'migration' },
    { kind: 'state', ...of, uuid: '-', event: { type: 'Started', detail: 'Booted' } },
    { kind: 'daemon', what: 'ready' },
    { kind: 'log', level: 'error', text: 'virRunScript:294 : no' },
    { kind: 'fault', fault: 'deadlock', text: 'a hook waits for its own guest' },
  );
  expect(lines.map(({ level, msg }) => `${level} ${msg}`)).toEqual([
    '40 hook /etc/libvirt/hooks/qemu web1 start begin - ended, signal SIGKILL',
    '30 destination failed prepare of web1',
    '30 web1: pause',
    '30 web1: Started Booted',
    '30 daemon ready',
    '50 virRunScript:294 : no',
    '50 a hook waits for its own guest',
  ]);
});
