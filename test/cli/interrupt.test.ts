import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { Interrupted, listenForSignals, unlessInterrupted } from '../../src/cli/interrupt.ts';

test('the first signal asks, the second insists, the third kills', () => {
  const source = new EventEmitter();
  let killed = 0;
  const { asked, insisted } = listenForSignals(source, () => void killed++);
  const seen = () => [asked.aborted, insisted.aborted, killed];
  expect(seen()).toEqual([false, false, 0]);
  source.emit('SIGINT');
  expect(seen()).toEqual([true, false, 0]);
  source.emit('SIGTERM');
  expect(seen()).toEqual([true, true, 0]);
  source.emit('SIGINT');
  expect(seen()).toEqual([true, true, 1]);
});

test('an interrupted command exits as a shell says: 130, and 143 where SIGTERM came first', () => {
  const status = (...names: string[]) => {
    const source = new EventEmitter();
    const { exitStatus } = listenForSignals(source, () => {});
    for (const name of names) source.emit(name);
    return [exitStatus(130), exitStatus(1)];
  };
  expect(status('SIGINT', 'SIGTERM')).toEqual([130, 1]);
  expect(status('SIGTERM')).toEqual([143, 1]);
});

test('after stop signals are the process’s own again', () => {
  const source = new EventEmitter();
  const signals = listenForSignals(source, () => {});
  signals.stop();
  expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
});

test('work that ends in time is untouched; later it is left alone', async () => {
  const { signal } = new AbortController();
  expect(await unlessInterrupted(Promise.resolve(5), signal)).toBe(5);
  await expect(unlessInterrupted(Promise.reject(new Error('its own')), signal)).rejects.toThrow('its own');
  const leaving = new AbortController();
  const work = unlessInterrupted(new Promise(() => {}), leaving.signal);
  leaving.abort();
  await expect(work).rejects.toBeInstanceOf(Interrupted);
  await expect(unlessInterrupted(Promise.reject(new Error('late')), leaving.signal)).rejects.toBeInstanceOf(
    Interrupted,
  );
});
