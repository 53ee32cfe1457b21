import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ancestors } from '../../src/cli/ancestors.ts';

const tree =
  (parents: Readonly<Record<number, number>>) =>
  (pid: number): number | undefined =>
    parents[pid];

test('a process and its parents, nearest first, without the first process of the machine', () => {
  expect(ancestors(30, tree({ 30: 20, 20: 10, 10: 1, 1: 0 }))).toEqual([30, 20, 10]);
});

test('nothing where processes cannot be looked at', () => {
  expect(ancestors(30, tree({}))).toEqual([]);
});

test('a parent that is gone, or a chain that never ends, ends it', () => {
  expect(ancestors(30, tree({ 30: 20 }))).toEqual([30, 20]);
  expect(ancestors(30, tree({ 30: 20, 20: 30 }))).toEqual([30, 20]);
  expect(ancestors(2, (pid) => pid + 1)).toHaveLength(64);
});

test.runIf(existsSync('/proc/self/stat'))('this process and the one that started it', () => {
  expect(ancestors().slice(0, 2)).toEqual([process.pid, process.ppid].filter((pid) => pid > 1));
});
