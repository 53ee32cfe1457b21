import { expect, test } from 'vitest';
import { createLock } from '../../src/domain/lock.ts';

test('waiters come in their turn', async () => {
  const lock = createLock();
  const order: string[] = [];
  const first = await lock.acquire('DomainCreateWithFlags');
  const rest = ['DomainGetState', 'DomainDestroy'].map(async (api) => {
    const release = await lock.acquire(api);
    order.push(api);
    release();
  });
  expect(lock.holder).toBe('DomainCreateWithFlags');
  first();
  await Promise.all(rest);
  expect(order).toEqual(['DomainGetState', 'DomainDestroy']);
  expect(lock.holder).toBeUndefined();
});

test('releasing twice lets nobody else in', async () => {
  const lock = createLock();
  const first = await lock.acquire('a');
  const second = lock.acquire('b');
  first();
  const release = await second;
  first();
  expect(lock.holder).toBe('b');
  release();
});

test('a waiter that gives up leaves the line', async () => {
  const lock = createLock();
  const first = await lock.acquire('a');
  const impatient = new AbortController();
  const given = lock.acquire('b', impatient.signal);
  const patient = lock.acquire('c');
  impatient.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  first();
  (await patient)();
  expect(lock.holder).toBeUndefined();
});
