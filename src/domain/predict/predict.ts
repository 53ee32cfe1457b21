import { autoConverge } from '../transfer/auto-converge.ts';
import type { CopyEnd } from '../transfer/copy.ts';
import { finish, nextStep, synced, transferredBytes } from '../transfer/precopy.ts';
import { type TransferStats, transferStats } from '../transfer/stats.ts';
import type { Point, Round } from './history.ts';
import { begin, type Run, setupMs } from './run.ts';
import type { Scenario } from './scenario.ts';
import { skipSlices } from './skip.ts';
import { sendRest, sendSlice } from './slice.ts';

/** What would come of a migration. */
export interface Prediction {
  /** It ends by itself; else it was given up. */
  readonly converges: boolean;
  /** query-migrate's figures at the end, or when it was given up. */
  readonly stats: TransferStats;
  /** Milliseconds from the start until the guest was stopped; absent when it never was. */
  readonly switchOverMs: number | undefined;
  /** Auto-converge's last step. */
  readonly throttlePercent: number;
  readonly rounds: readonly Round[];
  /** At most a thousand. */
  readonly points: readonly Point[];
}

/** Runs the machine of a real transfer in virtual time. */
export function predict(scenario: Scenario): Prediction {
  const run = begin(scenario);
  const { rounds, sender, history, throttle } = run;
  history.note(0);
  const ended = copy(run);
  const converges = ended !== 'given up';
  const switchOverMs = converges ? sender.now : undefined;
  const precopyBytes = transferredBytes(rounds);
  const { downtimeMs, handedOverBytes } = converges ? complete(run, ended === 'post-copy') : standing;
  history.close(sender.now, 0);
  const times = { totalMs: sender.now, setupMs: setupMs(scenario), downtimeMs };
  const measured = { ...times, precopyBytes, handedOverBytes, over: converges };
  return {
    converges,
    stats: transferStats(rounds, measured),
    switchOverMs,
    throttlePercent: throttle.percent,
    rounds: history.rounds,
    points: history.points,
  };
}

/** Rounds while the guest runs, and how they end. */
function copy(run: Run): CopyEnd | 'given up' {
  const { scenario, sender, rounds, history } = run;
  for (;;) {
    const step = nextStep(rounds, Math.floor(sender.now));
    if (step.do === 'finish') return 'converged';
    if (step.do === 'hand over') return 'post-copy';
    if (sender.now > scenario.withinMs || history.rounds.length >= mostRounds) return 'given up';
    if (step.do === 'wait') sender.waitUntil(sender.now + step.ms + scenario.constants.wakeMs);
    if (step.do === 'sync') sync(run);
    if (step.do === 'send') sendOn(run);
    history.note(sender.now);
  }
}

/** Rounds may be very short. */
const mostRounds = 100_000;

function sendOn(run: Run): void {
  skipSlices(run);
  sendSlice(run);
}

function sync({ scenario, sender, guest, rounds, throttle, history, cache }: Run): void {
  sender.waitUntil(sender.now + scenario.constants.syncMs);
  const found = guest.catchUp(sender.now);
  const now = Math.floor(sender.now);
  if (scenario.capabilities.has('auto-converge')) {
    autoConverge(throttle, rounds, found, now);
    guest.throttle(throttle.percent, sender.now);
  }
  synced(rounds, found, now);
  // virsh asks for it when QEMU tells that the second pass begins (virshMigrateIteration).
  rounds.postcopyAsked ||= scenario.capabilities.has('postcopy-after-precopy');
  cache?.grow(rounds.dirty.syncs);
  history.close(sender.now, found);
}

/** What a guest that never stopped lost. */
const standing = { downtimeMs: 0, handedOverBytes: undefined };

/** The switch-over and what is left. After a switch to post-copy the guest stands still only until it is handed over. */
function complete(run: Run, postcopy: boolean) {
  const { scenario, sender, rounds, history } = run;
  const { constants, capabilities, latencyMs } = scenario;
  const stoppedAt = sender.now;
  sender.waitUntil(stoppedAt + constants.stopMs);
  finish(rounds);
  sync(run);
  history.note(sender.now);
  const resumedAt = sender.now + 2 * latencyMs;
  const handedOverBytes = postcopy ? transferredBytes(rounds) : undefined;
  sendRest(run);
  if (capabilities.has('return-path')) sender.waitUntil(sender.now + sender.backlogMs + 2 * latencyMs);
  history.end(sender.now);
  return { downtimeMs: (postcopy ? resumedAt : sender.now) - stoppedAt, handedOverBytes };
}
