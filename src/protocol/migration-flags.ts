import type { MigrateFlag } from './messages.ts';
import type { ScoreName } from './profiles/index.ts';
import type { ScoreFlag } from './score.ts';

/** Which score the flags of a migration choose. */
export function migrationScore(flags: readonly MigrateFlag[]): ScoreName {
  if (flags.includes('offline')) return 'migrate offline';
  return flags.includes('p2p') ? 'migrate p2p' : 'migrate';
}

/** The flags that leave moves of a score in or out; a paused source makes a paused destination (facts E). */
export function scoreFlags(flags: readonly MigrateFlag[], sourcePaused = false): readonly ScoreFlag[] {
  const paused = flags.includes('suspend') || sourcePaused;
  // Post-copy is refused unless it is live.
  const live = flags.includes('live') || flags.includes('postcopy');
  return [
    ...(live ? (['live'] as const) : []),
    ...(flags.includes('persistent') ? (['persistent'] as const) : []),
    ...(flags.includes('undefinesource') ? (['undefinesource'] as const) : []),
    ...(paused ? (['paused'] as const) : []),
    ...(flags.includes('postcopy') ? (['postcopy'] as const) : []),
  ];
}

/** virDomainMigrateFlags by bit. */
export const migrateFlagBits: Readonly<Record<MigrateFlag, number>> = {
  live: 0,
  p2p: 1,
  direct: 1,
  tunnelled: 2,
  persistent: 3,
  undefinesource: 4,
  suspend: 5,
  'copy-storage-all': 6,
  'copy-storage-inc': 7,
  'change-protection': 8,
  unsafe: 9,
  offline: 10,
  compressed: 11,
  'abort-on-error': 12,
  'auto-converge': 13,
  postcopy: 15,
  parallel: 17,
  'rdma-pin-all': 14,
  tls: 16,
  'copy-storage-synchronous-writes': 18,
  'postcopy-resume': 19,
  zerocopy: 20,
};
export const flagBits = (flags: readonly MigrateFlag[]): number =>
  flags.reduce((sum, flag) => sum | (1 << migrateFlagBits[flag]), 0);

/** What the destination is told: the flags, and `suspend` for a source that stood still (virDomainMigrateVersion3Full). */
export function destinationFlags(flags: readonly MigrateFlag[], sourcePaused: boolean): readonly MigrateFlag[] {
  const passed = flags.filter((flag) => flag !== 'abort-on-error' && flag !== 'auto-converge');
  return sourcePaused && !passed.includes('suspend') ? [...passed, 'suspend'] : passed;
}
