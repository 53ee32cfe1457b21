import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { memoryStore } from '../../src/store/index.ts';
import { text } from './arms.ts';

test('a crash loses what was not yet durable, whole, and keeps the rest', async () => {
  const clock = virtualClock();
  const store = memoryStore({ clock, delayMs: 5 });
  await clock.runUntil(store.write('/web1.xml', 'old'));
  const answered: string[] = [];
  store.write('/web1.xml', 'new').then(() => answered.push('write'));
  store.append('/journal', 'line\n').then(() => answered.push('append'));
  await clock.advance(4);
  const reopened = store.crash();
  await clock.advance(100);
  expect(answered).toEqual([]);
  expect(text(await clock.runUntil(reopened.read('/web1.xml')))).toBe('old');
  expect(await clock.runUntil(reopened.list('/'))).toEqual(['web1.xml']);
});

test('the process that starts after a crash is not disturbed by the one before', async () => {
  const clock = virtualClock();
  const before = memoryStore({ clock });
  const after = before.crash();
  let answered = false;
  before.write('/web1.xml', 'ghost').finally(() => {
    answered = true;
  });
  await clock.runUntil(after.write('/web1.xml', 'living'));
  await clock.advance(100);
  expect(text(await clock.runUntil(after.read('/web1.xml')))).toBe('living');
  expect(answered).toBe(false);
});

test('an injected fault is met as often as asked, in libvirt’s words', async () => {
  const store = memoryStore();
  await store.write('/web1.xml', 'old');
  store.fail({ operation: 'write', path: '/web1.xml', code: 'ENOSPC', times: 2 });
  const words = "cannot write data to file '/web1.xml': No space left on device";
  await expect(store.write('/web1.xml', 'new')).rejects.toThrow(words);
  await store.write('/web2.xml', 'other');
  await expect(store.write('/web1.xml', 'new')).rejects.toThrow(words);
  expect(text(await store.read('/web1.xml'))).toBe('old');
  await store.write('/web1.xml', 'new');
  expect(text(await store.read('/web1.xml'))).toBe('new');
});

test('every kind of operation can be made to fail', async () => {
  const store = memoryStore();
  for (const operation of ['read', 'append', 'remove', 'list'] as const) {
    store.fail({ operation, code: 'EIO' });
    const asked = operation === 'append' ? store.append('/x', '') : store[operation]('/x');
    await expect(asked).rejects.toThrow(/'\/x': Input\/output error$/);
  }
});
