import { pageBytes } from '../memory/index.ts';
import { type Rounds, refreshes, transferredBytes } from './precopy.ts';

/** How far auto-converge has gone (migration_trigger_throttle and mig_throttle_guest_down of QEMU 7.2). */
export interface AutoConverge {
  /** Share of its time that the guest must stand still: a throttled one runs 10 ms, then sleeps. */
  percent: number;
  /** Periods in which much was dirtied, since the last step. */
  highPeriods: number;
  /** Bytes sent when the period began. */
  sentBefore: number;
}

export const startAutoConverge = (): AutoConverge => ({ percent: 0, highPeriods: 0, sentBefore: 0 });

/** QEMU's defaults: throttle-trigger-threshold, cpu-throttle-initial, -increment and max-cpu-throttle. */
const trigger = 0.5;
const percents = { initial: 20, increment: 10, most: 99 } as const;
const periodsForStep = 2;

/**
 * To be called at a sync that found `found` pages, before the machine counts them: when for the second time more was
 * dirtied in a period than half of what was sent, the guest is throttled, or more than before.
 */
export function autoConverge(state: AutoConverge, rounds: Rounds, found: number, now: number): void {
  if (!refreshes(rounds, now)) return;
  const sent = transferredBytes(rounds);
  const dirtied = (rounds.dirty.pages + found) * pageBytes;
  if (dirtied > (sent - state.sentBefore) * trigger) state.highPeriods += 1;
  state.sentBefore = sent;
  if (state.highPeriods < periodsForStep) return;
  state.highPeriods = 0;
  state.percent = state.percent === 0 ? percents.initial : Math.min(state.percent + percents.increment, percents.most);
}
