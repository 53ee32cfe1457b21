import { writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { collect } from '../../src/hooks/collect.ts';
import { releaseTheirs } from '../../src/hooks/connect.ts';
import { makePipes } from '../../src/hooks/make-pipes.ts';
import { fromScript } from '../../src/hooks/pipe-ends.ts';

const printed = async (text: string | Buffer, limit?: number) => {
  const [pipe] = await makePipes(1);
  const ends = fromScript(pipe as number);
  const collected = collect(ends.ours, { ...(limit !== undefined && { limit }) });
  writeSync(ends.theirs, text as string);
  releaseTheirs([ends]);
  return collected;
};

test('everything printed is kept, read as UTF-8', async () => {
  expect(await printed('grün\n')).toBe('grün\n');
  expect(await printed(Buffer.from([0x61, 0xff, 0x62]))).toBe('a\ufffdb');
});

test('beyond the limit it is read and dropped, so the script never blocks', async () => {
  expect(await printed('x'.repeat(50_000), 1000)).toBe('x'.repeat(1000));
});
