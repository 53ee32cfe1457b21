import { expect, test } from 'vitest';
import { progressLine } from '../../../src/cli/virsh/progress.ts';

test.each([
  [95, 'percent', '[  5 %]'],
  [95, 'two decimals', '[ 5.00 %]'],
  [1, 'percent', '[ 99 %]'],
  [0.001, 'percent', '[ 99 %]'],
  [0.001, 'two decimals', '[99.99 %]'],
  [100, 'two decimals', '[ 0.00 %]'],
  [0, 'percent', '[100 %]'],
  [0, 'two decimals', '[100.00 %]'],
] as const)('%d of 100 left, in %s: %s', (remaining, form, shown) => {
  expect(progressLine('Migration', { remaining, total: 100 }, form)).toBe(`\rMigration: ${shown}`);
});
