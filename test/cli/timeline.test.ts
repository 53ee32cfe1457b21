import { expect, test } from 'vitest';
import { renderTimeline, type TimelineOptions } from '../../src/cli/timeline/index.ts';
import { auditLifecycle, auditMigration, type Entry } from '../../src/journal/index.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import type { Move } from '../../src/protocol/score.ts';
import { lifecycleByTheBook, meanwhile, migrationByTheBook, type Play, type TestHost } from '../journal/by-the-book.ts';
import { expectTranscript } from './transcript.ts';

/** Two lanes, time going down: what a teacher would put on a slide. The transcripts are reviewed by eye. */

const hosts = { source: 'source', destination: 'destination', color: false };

/** Four rounds while the guest runs, one when it stands still. */
function copying(move: Move, { journal, side }: TestHost): void {
  if (move.kind !== 'guest' || side !== 'source') return;
  const note = { kind: 'transfer', domain: 'web1', driver: 'qemu' } as const;
  if (move.change === 'copy') journal.write({ ...note, moment: 'started' });
  if (move.change === 'copy')
    for (const [i, pages] of [16_384, 1_217, 310, 96].entries())
      journal.write({ ...note, moment: 'round', round: i + 1, pages, bytes: pages * 4104, remaining: pages * 400 });
  if (move.change === 'complete')
    journal.write({ ...note, moment: 'round', round: 5, pages: 12, bytes: 49_248, remaining: 0 });
}

function slide(title: string, play: Play, also: Partial<TimelineOptions> = {}) {
  const entries = migrationByTheBook({ before: copying, ...play });
  const audit = auditMigration(entries, { profile: play.profile, driver: 'qemu', domain: 'web1' });
  return renderTimeline(entries, { ...hosts, title, audit, ...also });
}

const failing = (operation: string) => (move: Move) => move.kind === 'hook' && move.operation === operation;
const old = { profile: profileFor('0.8.2'), score: 'migrate', flags: ['live'] } as const;
const newest = { profile: profileFor('11.3.0'), score: 'migrate', flags: ['live'] } as const;

test('the documented scenes', () => {
  expectTranscript(
    'timeline-scenes',
    [
      slide("Scene 1, libvirt 0.8.2: the destination's start hook agrees", old),
      slide("Scene 2, libvirt 0.8.2: the destination's start hook refuses", { ...old, fails: failing('start') }),
      slide("Scene 3, libvirt 0.8.2: the source's stopped hook fails, too late", { ...old, fails: failing('stopped') }),
      slide('Scene 4, libvirt 11.3.0: every operation that libvirt knows today', newest),
    ].join('\n'),
  );
});

const destroyedInTheMiddle: Play = {
  ...newest,
  before(move, host) {
    copying(move, host);
    if (move.kind === 'guest' && move.change === 'complete') meanwhile(host, 'destroy', 'destroyed');
  },
  fails: (move) => move.kind === 'guest' && move.change === 'complete',
};
const onBothHosts: Play = {
  ...newest,
  score: 'migrate p2p',
  before(move, host) {
    copying(move, host);
    if (move.kind === 'guest' && move.change === 'resume')
      host.journal.write({
        kind: 'fault',
        fault: 'peer lost',
        domain: 'web1',
        text: 'no answer from source for 30 s: the connection is given up',
      });
  },
  conductor: ({ phase }) => (phase === 'finish' ? 'misses the answer' : undefined),
};

test('what libvirt leaves behind', () => {
  expectTranscript(
    'timeline-trouble',
    [
      slide('Protocol 2: Finish fails', {
        ...old,
        fails: (move, _nth, side) => side === 'destination' && move.kind === 'guest' && move.change === 'resume',
      }),
      slide('The guest is destroyed on the source during the copy', destroyedInTheMiddle),
      slide('The client is killed after Prepare', {
        ...newest,
        conductor: ({ phase }) => (phase === 'prepare' ? 'vanishes' : undefined),
      }),
      slide("Finish's answer is lost: the guest runs on both hosts", onBothHosts),
    ].join('\n'),
  );
});

test('one host, one lane', () => {
  const play: Play = { profile: profileFor('9.0.0'), score: 'start', fails: failing('start') };
  const { entries } = lifecycleByTheBook(play);
  const audit = auditLifecycle(entries, { ...play, score: 'start', driver: 'qemu', domain: 'web1' });
  expectTranscript(
    'timeline-one-lane',
    renderTimeline(entries, { source: 'host', color: false, title: 'virsh start web1', audit }),
  );
});

test('names and texts that are too long, a script that prints what a terminal would obey, a narrow page', () => {
  const name = 'a-guest-with-a-name-that-nobody-should-have-given-it';
  const entries = migrationByTheBook({ ...newest, domain: name, fails: failing('started') }).map(
    (entry): Entry =>
      entry.kind === 'hook' && entry.effect === 'abort'
        ? {
            ...entry,
            stderr: `\u001b[2J\u0007no room for ${name}\nask 管理者 about the second line, and the third\n${'x'.repeat(200)}`,
          }
        : entry,
  );
  const audit = auditMigration(entries, { profile: newest.profile, driver: 'qemu', domain: name });
  expectTranscript(
    'timeline-narrow',
    renderTimeline(entries, { ...hosts, width: 60, title: `Migration of ${name}`, audit }),
  );
});

test('the way back: the source is the right lane', () => {
  const there = slide('The way back', newest, { source: 'destination', destination: 'source' });
  expectTranscript('timeline-way-back', there);
});

test('two guests at once are told apart; entries of other hosts are left out', () => {
  const one = migrationByTheBook(newest);
  const two = migrationByTheBook({ ...newest, domain: 'web2' });
  const client: Entry = { seq: 1, after: {}, at: 0, host: 'client', kind: 'daemon', what: 'started' };
  const text = renderTimeline([...one, ...two, client], hosts);
  expect(text).toContain('guest  web1: running (booted)');
  expect(text).toContain('event  web2: Started Migrated');
  expect(text).not.toContain('started\n');
});

test('the scripts of a .d directory are named', () => {
  const entries = migrationByTheBook(newest).map(
    (entry): Entry =>
      entry.kind === 'hook' ? { ...entry, argv: ['/etc/libvirt/hooks/qemu.d/10-net', ...entry.argv.slice(1)] } : entry,
  );
  expect(renderTimeline(entries, hosts)).toContain('10-net: web1 start begin -');
});

test('no line is wider than the page, whatever the width', () => {
  for (let width = 60; width <= 140; width += 7)
    for (const text of [slide('x '.repeat(200), destroyedInTheMiddle, { width }), slide('y', onBothHosts, { width })])
      for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(width);
});

test('color is only added: without it the text is the same', () => {
  const colored = slide('t', onBothHosts, { color: true });
  expect(colored).toContain('\u001b[');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colors are made of
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(slide('t', onBothHosts));
});

test('a transient guest that is off is gone, and the closing sentence knows', () => {
  const entries = migrationByTheBook(newest);
  const last = entries.at(-1) as Entry;
  const forgotten: Entry = {
    ...last,
    seq: 99,
    kind: 'state',
    domain: 'web1',
    driver: 'qemu',
    uuid: '-',
    change: 'forget',
  };
  const audit = auditMigration([...entries, forgotten], { profile: newest.profile, driver: 'qemu', domain: 'web1' });
  const text = renderTimeline([...entries, forgotten], { ...hosts, audit });
  expect(text).toContain('guest  gone: it was transient');
  expect(text).toContain('Migrated: web1 is running (migrated) on destination.\n');
});

test('a recording of hours is not told in milliseconds', () => {
  const entries = migrationByTheBook({ ...newest, hookMs: 3_600_000 });
  expect(renderTimeline(entries, hosts)).toContain('\n 3600.0 \u2502');
});

test('nothing happened: an empty page, not an error', () => {
  expect(renderTimeline([], hosts)).toBe(
    [
      `seconds \u2502 ${'source'.padEnd(43)} \u2502 destination`,
      `${'\u2500'.repeat(8)}\u253c${'\u2500'.repeat(45)}\u253c${'\u2500'.repeat(45)}`,
      '',
    ].join('\n'),
  );
});
