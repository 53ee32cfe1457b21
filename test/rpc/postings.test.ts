import { expect, test } from 'vitest';
import { tellings } from '../../src/host/tellings.ts';
import type { Entry, Note } from '../../src/journal/entry.ts';
import type { Services } from '../../src/player/index.ts';
import type { Message } from '../../src/rpc/procedures/index.ts';
import { postingOf } from '../../src/rpc/server/postings.ts';

const uuid = '11111111-1111-4111-8111-111111111111';
const guest = {
  ...{ driver: 'qemu', definition: { name: 'g', uuid }, status: { state: 'running', id: 7 } },
  lastJob: { time_elapsed: 61, auto_converge_throttle: 20 },
};

/** What clients with a callback are told of some entries of a journal: the event's number, and what it says. */
function told(...notes: readonly Note[]) {
  const registry = { byName: () => guest, byUuid: () => guest };
  const tell = tellings({ registry } as unknown as Services);
  const seen: unknown[] = [];
  const post = <V>({ number }: Message<V>, value: V) => void seen.push([number, value]);
  for (const note of notes) for (const telling of tell(note as Entry)) postingOf(telling).toCallback(post, 3);
  return seen;
}

const of = { domain: 'g', driver: 'qemu' } as const;
const dom = { name: 'g', uuid, id: 7 };

test('a migration: its iterations as they begin, and its figures when the guest is gone', () => {
  const confirm = { ...of, kind: 'phase', side: 'source', phase: 'confirm' } as const;
  expect(
    told(
      { ...of, kind: 'transfer', moment: 'started' },
      { ...of, kind: 'transfer', moment: 'round', round: 1 },
      { ...of, kind: 'state', uuid, event: { type: 'Suspended', detail: 'Migrated' } },
      { ...of, kind: 'transfer', moment: 'round', round: 2 },
      { ...of, kind: 'transfer', moment: 'done' },
      { ...confirm, moment: 'entered' },
      { ...of, kind: 'state', uuid, event: { type: 'Stopped', detail: 'Migrated' } },
      { ...confirm, moment: 'left' },
    ),
  ).toEqual([
    [359, { callbackId: 3, dom, iteration: 1 }],
    [318, { callbackId: 3, dom, event: 3, detail: 1 }],
    [359, { callbackId: 3, dom, iteration: 2 }],
    [318, { callbackId: 3, dom, event: 5, detail: 3 }],
    [
      363,
      {
        callbackId: 3,
        dom: { ...dom, id: -1 },
        params: [
          { field: 'operation', value: { type: 'int', value: 5 } },
          { field: 'time_elapsed', value: { type: 'uhyper', value: 61n } },
          { field: 'auto_converge_throttle', value: { type: 'int', value: 20 } },
        ],
      },
    ],
  ]);
});

test('a migration that was cancelled completes no job', () => {
  const confirm = { ...of, kind: 'phase', side: 'source', phase: 'confirm', cancelled: true } as const;
  expect(told({ ...confirm, moment: 'entered' }, { ...confirm, moment: 'left' })).toEqual([]);
});

test('what is no event is told to nobody', () => {
  expect(
    told(
      { ...of, kind: 'state', uuid, change: 'pause' },
      { kind: 'log', level: 'info', text: 'x' },
      { ...of, kind: 'phase', side: 'destination', phase: 'finish', moment: 'left' },
    ),
  ).toEqual([]);
});
