import { expect, test } from 'vitest';
import { type Performer, playRows, undoRows } from '../../src/player/play.ts';
import { newProgress } from '../../src/player/progress.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { event, guest, host, ignored, type Move, mayAbort, suspended } from '../../src/protocol/score.ts';

/** Writes down what it is asked to do; fails at the named move. */
function performer({ failAt = '', running = true, goneAfter = '' } = {}) {
  const played: string[] = [];
  let gone = false;
  const word = (move: Move) =>
    move.kind === 'hook'
      ? move.operation
      : move.kind === 'guest'
        ? move.change
        : move.kind === 'event'
          ? move.event.type
          : move.change;
  const subject: Performer = {
    async perform(move, part) {
      played.push(part === 'undo' ? `undo ${word(move)}` : word(move));
      if (word(move) === goneAfter) gone = true;
      if (part === 'undo' && word(move) === 'stop') gone = true;
      return part === 'moves' && word(move) === failAt ? new LibvirtError('operation failed', failAt) : undefined;
    },
    gone: () => gone,
    running: () => running,
  };
  return { subject, played };
}

const start = host(
  [
    guest('initialise'),
    mayAbort('prepare', 'begin'),
    guest('create'),
    mayAbort('started', 'begin'),
    event('Started', 'Booted'),
  ],
  [guest('stop'), ignored('stopped', 'end'), ignored('release', 'end'), event('Stopped', 'Failed')],
);

test('moves are played in order', async () => {
  const { subject, played } = performer();
  expect(await playRows({ rows: [start], performer: subject, progress: newProgress() })).toBeUndefined();
  expect(played).toEqual(['initialise', 'prepare', 'create', 'started', 'Started']);
});

test('a failing move plays the undo of its own row; what was not announced is not taken back', async () => {
  const { subject, played } = performer({ failAt: 'prepare' });
  const failure = await playRows({ rows: [start], performer: subject, progress: newProgress() });
  expect(failure?.message).toBe('operation failed: prepare');
  expect(played).toEqual(['initialise', 'prepare', 'undo stop', 'undo stopped', 'undo release']);
});

test('a guest change that fails first has done nothing, so nothing is undone', async () => {
  const { subject, played } = performer({ failAt: 'initialise' });
  await playRows({ rows: [start], performer: subject, progress: newProgress() });
  expect(played).toEqual(['initialise']);
});

test('a hook that fails as the first move has run, so its row is undone', async () => {
  const { subject, played } = performer({ failAt: 'reconnect' });
  const rows = [host([mayAbort('reconnect', 'begin')], [guest('stop'), ignored('stopped', 'end')])];
  await playRows({ rows, performer: subject, progress: newProgress() });
  expect(played).toEqual(['reconnect', 'undo stop', 'undo stopped']);
});

test('rows above are undone after the failing one, and a guest that is gone is not stopped again', async () => {
  const { subject, played } = performer({ failAt: 'persist' });
  const progress = newProgress();
  await playRows({ rows: [start], performer: subject, progress });
  played.length = 0;
  await playRows({ rows: [host([guest('resume'), guest('persist')], [guest('stop')])], performer: subject, progress });
  expect(played).toEqual(['resume', 'persist', 'undo stop']);
});

test('a later cancellation takes back what was announced', async () => {
  const { subject, played } = performer();
  const progress = newProgress();
  await playRows({ rows: [start], performer: subject, progress });
  await undoRows({ performer: subject, progress });
  await undoRows({ performer: subject, progress });
  expect(played.slice(5)).toEqual(['undo stop', 'undo stopped', 'undo release', 'undo Stopped']);
});

const perform = host(
  [guest('copy'), guest('pause'), suspended('Migrated'), guest('complete')],
  [guest('resume'), event('Resumed', 'Migrated')],
);

test('the guest is resumed only if the score had paused it', async () => {
  const early = performer({ failAt: 'copy' });
  await playRows({ rows: [perform], performer: early.subject, progress: newProgress() });
  expect(early.played).toEqual(['copy']);
  const late = performer({ failAt: 'complete' });
  await playRows({ rows: [perform], performer: late.subject, progress: newProgress() });
  expect(late.played).toEqual(['copy', 'pause', 'Suspended', 'complete', 'undo resume', 'undo Resumed']);
});

test('a guest that stood still is not announced as suspended, nor resumed', async () => {
  const { subject, played } = performer({ failAt: 'complete', running: false });
  await playRows({ rows: [perform], performer: subject, progress: newProgress() });
  expect(played).toEqual(['copy', 'pause', 'complete']);
});

test('behind the point of no return a failure is told and nothing is undone', async () => {
  const { subject, played } = performer({ failAt: 'started' });
  const failure = await playRows({ rows: [start], performer: subject, progress: newProgress(), final: true });
  expect(failure).toBeDefined();
  expect(played.filter((word) => word.startsWith('undo'))).toEqual([]);
});
