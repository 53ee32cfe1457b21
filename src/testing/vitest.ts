import { expect } from 'vitest';
import type { HookEntry, Stamp } from '../journal/index.ts';
import type { Cluster } from './cluster.ts';
import type { MigrationResult } from './handles.ts';

/**
 * Matchers for vitest; importing `hooklab/vitest` adds them.
 *
 * - `expect(cluster).toHaveCalledHooks(['destination start', 'source stopped'])`: these calls, all of them, in this order
 * - `expect(result).toHaveMigrated()` and `expect(result).toHaveBeenRefused(/no room/)`
 * - `expect(result).toFollowTheScore()`: both journals are what libvirt's order allows
 */
interface HooklabMatchers<R = unknown> {
  toHaveCalledHooks(calls: readonly string[]): R;
  toHaveMigrated(): R;
  toHaveBeenRefused(text?: RegExp | string): R;
  toFollowTheScore(): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: vitest's own declaration has this parameter
  interface Matchers<T = any> extends HooklabMatchers<T> {}
}

const told = ({ host, operation }: Stamp & HookEntry) => `${host} ${operation}`;

expect.extend({
  toHaveCalledHooks(cluster: Cluster<string>, calls: readonly string[]) {
    const actual = cluster.journal.hooks().map(told);
    const pass = this.equals(actual, calls);
    return {
      pass,
      actual,
      expected: calls,
      message: () =>
        `expected the hooks ${pass ? 'not ' : ''}to be called in this order:\n${this.utils.diff(calls, actual) ?? ''}`,
    };
  },
  toHaveMigrated({ outcome, error }: MigrationResult) {
    return {
      pass: outcome === 'migrated',
      message: () =>
        `expected the guest ${outcome === 'migrated' ? 'not ' : ''}to have migrated, it was ${outcome}: ${error?.message ?? ''}`,
    };
  },
  toHaveBeenRefused({ outcome, error }: MigrationResult, text: RegExp | string = '') {
    const said = error?.message ?? '';
    const matches = typeof text === 'string' ? said.includes(text) : text.test(said);
    return {
      pass: outcome === 'aborted' && matches,
      message: () => `expected the migration to be refused with ${text}, it was ${outcome}: ${said}`,
    };
  },
  toFollowTheScore({ audit }: MigrationResult) {
    return {
      pass: audit.ok,
      message: () =>
        `expected the journals ${audit.ok ? 'not ' : ''}to follow the score:\n${audit.findings.join('\n')}`,
    };
  },
});
