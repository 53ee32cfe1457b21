import type { KeptStatus } from '../domain/status-file.ts';
import type { MigrationPhase, ReasonOf } from '../protocol/vocabulary.ts';

/** What becomes of a guest whose daemon ended in the middle of something: it is killed, goes on for that reason, or stays. */
export type Recovery = 'kill' | ReasonOf<'running'> | undefined;

/**
 * By job and phase (qemuProcessRecoverMigrationIn, -Out). A migration away whose memory has all crossed stays paused: only
 * its conductor knows how it ended.
 */
const recoveries: Readonly<Record<string, Partial<Record<MigrationPhase | 'performed' | 'none', Recovery>>>> = {
  'migration in': { none: 'kill', prepare: 'kill', finish: 'kill' },
  'migration out': { perform: 'migration canceled', confirm: 'kill' },
  save: { none: 'save canceled' },
  dump: { none: 'save canceled' },
};

/** Handed over in post-copy: it may run at the destination, so nothing lets it run here again. */
const handedOver: readonly string[] = ['post-copy', 'post-copy failed'];

/** A guest that runs needs nothing but to be left running, unless it must go (its state never came whole). */
export function recoveryOf({ job, phase = 'none', status }: KeptStatus): Recovery {
  if (job === 'migration out' && phase !== 'confirm' && handedOver.includes(status.reason)) return undefined;
  const recovery = job === undefined ? undefined : recoveries[job]?.[phase];
  if (recovery === 'kill' && job === 'migration in' && status.state === 'running') return undefined;
  return recovery !== 'kill' && status.state === 'running' ? undefined : recovery;
}
