import { expect, test } from 'vitest';
import { jobStats } from '../../src/domain/runner/index.ts';

test('before a guest has told any figures there are none, rather than some that are no numbers', () => {
  expect(jobStats({} as Parameters<typeof jobStats>[0], true)).toEqual({});
});
