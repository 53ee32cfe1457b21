import { expect, test } from 'vitest';
import { benchArguments } from '../../bench/arguments.ts';
import { benches } from '../../bench/benches.ts';

const known = Object.keys(benches);

test('without words, every bench runs seven times', () => {
  expect(benchArguments([], known)).toEqual({ turns: 7, names: known });
});

test('some can be named, and how often they run', () => {
  expect(benchArguments(['--turns', '3', 'transfer', 'machine'], known)).toEqual({
    turns: 3,
    names: ['transfer', 'machine'],
  });
});

test.each([['--turns'], ['--turns', '0'], ['--turns', '1.5'], ['--turns', 'NaN'], ['no-such-bench'], ['--help']])(
  'what is no bench or no count is refused: %s',
  (...words) => {
    expect(benchArguments(words, known)).toBeUndefined();
  },
);
