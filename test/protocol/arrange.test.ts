import { expect, test } from 'vitest';
import { arrange, rowsOf, stepsOf } from '../../src/protocol/arrange.ts';
import { profileFor, type ScoreName } from '../../src/protocol/profiles/index.ts';
import { isRow, type ScoreFlag } from '../../src/protocol/score.ts';

const arranged = (release: string, name: ScoreName, flags: ScoreFlag[] = []) => {
  const profile = profileFor(release);
  return arrange(profile.scores.qemu[name], { profile, driver: 'qemu', flags });
};
const hooks = (release: string, name: ScoreName) =>
  arranged(release, name)
    .filter(isRow)
    .flatMap(({ side, moves }) => moves.flatMap((move) => (move.kind === 'hook' ? [`${side} ${move.operation}`] : [])));

test('0.8.2: start at the destination, stopped at the source, and nothing else', () => {
  expect(hooks('0.8.2', 'migrate')).toEqual(['destination start', 'source stopped']);
});

test('today: four operations at the destination, two at the source', () => {
  expect(hooks('11.3.0', 'migrate')).toEqual([
    'destination migrate',
    'destination prepare',
    'destination start',
    'destination started',
    'source stopped',
    'source release',
  ]);
});

test('offline: the migrate filter is the one hook', () => {
  expect(hooks('11.3.0', 'migrate offline')).toEqual(['destination migrate']);
});

test('the calls of a migration, in order', () => {
  const calls = (release: string, name: ScoreName) =>
    stepsOf(arranged(release, name)).map(({ side, phase }) => `${side} ${phase}`);
  expect(calls('11.3.0', 'migrate')).toEqual([
    'source begin',
    'destination prepare',
    'source perform',
    'destination finish',
    'source confirm',
  ]);
  expect(calls('0.8.2', 'migrate').at(-1)).toBe('destination finish');
});

test('protocol 2 stops the source inside Perform, before the destination resumes', () => {
  const { before, after } = rowsOf(arranged('0.8.2', 'migrate'), 'source', 'perform');
  expect(before.flatMap(({ moves }) => moves).some((move) => move.kind === 'hook')).toBe(false);
  expect(after.flatMap(({ moves }) => moves)).toContainEqual(expect.objectContaining({ operation: 'stopped' }));
});

test('flags leave moves out', () => {
  const changes = (flags: ScoreFlag[]) =>
    rowsOf(arranged('11.3.0', 'migrate', flags), 'destination', 'finish').before.flatMap(({ moves }) =>
      moves.flatMap((move) => (move.kind === 'guest' ? [move.change] : [])),
    );
  expect(changes([])).toEqual(['resume']);
  expect(changes(['persistent'])).toEqual(['persist', 'resume']);
  expect(changes(['paused'])).toEqual(['pause']);
});

test('an event type that the release does not know is not announced', () => {
  const types = (release: string) =>
    arranged(release, 'destroy')
      .filter(isRow)
      .flatMap(({ moves }) => moves.flatMap((m) => (m.kind === 'event' ? [m.event.type] : [])));
  expect(types('0.9.7')).toEqual(['Stopped']);
  expect(types('0.9.8')).toEqual(['Shutdown', 'Stopped']);
});
