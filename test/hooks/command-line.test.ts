import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLine } from '../../src/hooks/command-line.ts';

test('plain words stand as they are, an empty one is two quotes', () => {
  expect(commandLine({ LC_ALL: 'C', USER: '' }, ['/hooks/qemu', 'web-1.a_b+c,d:e@f%g=h/é', '', '-'])).toBe(
    "LC_ALL=C USER='' /hooks/qemu web-1.a_b+c,d:e@f%g=h/é '' -",
  );
});

test('single quotes go around a word with any of the listed characters, and only around the value of an assignment', () => {
  for (const character of '\r\t\n !"#$&()*;<>?[\\]^`{|}~') {
    expect(commandLine({ HOME: `a${character}` }, [`x${character}y`])).toBe(`HOME='a${character}' 'x${character}y'`);
  }
});

test('a single quote closes, is escaped, and opens again', () => {
  expect(commandLine({}, ['/hooks/qemu', `-a b'c"$(id) é`])).toBe(`/hooks/qemu '-a b'\\''c"$(id) é'`);
});

test('a shell reads back every word that a guest may be named', () => {
  const words = fc.sample(fc.string({ unit: 'grapheme', maxLength: 12 }), { numRuns: 300, seed: 1 });
  const readable = words.filter((word) => !word.includes('\0'));
  const { stdout } = spawnSync('/bin/sh', ['-c', commandLine({}, ['printf', '%s\\0', ...readable])]);
  expect(stdout.toString().split('\0').slice(0, -1)).toEqual(readable);
});
