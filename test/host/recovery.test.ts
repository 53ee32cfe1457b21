import { expect, test } from 'vitest';
import type { KeptStatus } from '../../src/domain/status-file.ts';
import { recoveryOf } from '../../src/host/recovery.ts';

const kept = (job: string, phase: KeptStatus['phase'], status: KeptStatus['status']): KeptStatus => ({
  job,
  phase,
  status,
  pid: 1,
  id: 1,
  xml: '',
  taints: [],
  leaving: false,
});

/** What a daemon that comes back makes of a guest whose migration the one before it had begun. */
test.each([
  ['perform', { state: 'paused', reason: 'migration' }, 'migration canceled'],
  ['performed', { state: 'paused', reason: 'migration' }, undefined],
  ['perform', { state: 'paused', reason: 'post-copy' }, undefined],
  ['performed', { state: 'paused', reason: 'post-copy failed' }, undefined],
  ['confirm', { state: 'paused', reason: 'post-copy' }, 'kill'],
  ['perform', { state: 'running', reason: 'booted' }, undefined],
] as const)('migration out, %s, %j: %s', (phase, status, recovery) => {
  expect(recoveryOf(kept('migration out', phase, status))).toBe(recovery);
});
