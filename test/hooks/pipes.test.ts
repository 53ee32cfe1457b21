import { closeSync, fstatSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makePipes } from '../../src/hooks/make-pipes.ts';
import { createPipePool } from '../../src/hooks/pipes.ts';
import { systemError } from '../../src/store/memory-files.ts';

test('pipes are made many at a time, each its own', async () => {
  const pipes = await makePipes(20);
  expect(new Set(pipes.map((pipe) => fstatSync(pipe).ino)).size).toBe(20);
  expect(pipes.every((pipe) => fstatSync(pipe).isFIFO())).toBe(true);
  for (const pipe of pipes) closeSync(pipe);
});

test('nothing is made before it is asked for, and half a batch is refilled without being asked', async () => {
  const batches: number[] = [];
  let next = 0;
  const pool = createPipePool(async (count) => {
    batches.push(count);
    return Array.from({ length: count }, () => next++);
  });
  expect(batches).toEqual([]);
  await pool.take(3);
  expect(batches).toEqual([12]);
  await pool.take(3);
  expect(batches).toEqual([12]);
  await pool.take(3);
  expect(batches).toEqual([12, 24]);
});

test('no two takers are ever given the same pipe, and all are served', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 80 }), async (counts) => {
      let next = 0;
      const pool = createPipePool(async (count) => Array.from({ length: count }, () => next++));
      const taken = await Promise.all(counts.map((count) => pool.take(count)));
      expect(taken.map(({ length }) => length)).toEqual(counts);
      expect(new Set(taken.flat()).size).toBe(taken.flat().length);
    }),
    { numRuns: 30 },
  );
});

test('what keeps pipes from being made reaches those who wait, and the next may succeed', async () => {
  let tries = 0;
  const pool = createPipePool(async () => {
    tries += 1;
    if (tries === 1) throw systemError('EMFILE');
    return [1, 2, 3];
  });
  await expect(pool.take(3)).rejects.toMatchObject({ code: 'EMFILE' });
  await expect(pool.take(3)).resolves.toEqual([1, 2, 3]);
});

test('a closed pool has let go of its pipes and refuses', async () => {
  const before = readdirSync('/proc/self/fd').length;
  const pool = createPipePool();
  const late = createPipePool();
  for (const pipe of await pool.take(2)) closeSync(pipe);
  const waiting = late.take(2);
  late.dispose();
  pool.dispose();
  await expect(waiting).rejects.toMatchObject({ code: 'ECANCELED' });
  await expect(pool.take(1)).rejects.toMatchObject({ code: 'ECANCELED' });
  while (readdirSync('/proc/self/fd').length > before) await new Promise((resolve) => setImmediate(resolve));
});
