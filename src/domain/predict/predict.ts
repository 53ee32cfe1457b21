import { autoConverge, startAutoConverge } from '../transfer/auto-converge.ts';
import {
  finish,
  nextStep,
  otherBytesSent,
  pagesSent,
  type Rounds,
  sliceSent,
  startRounds,
  synced,
  transferredBytes,
} from '../transfer/precopy.ts';
import { type TransferStats, transferStats } from '../transfer/stats.ts';
import { unitsLeft } from '../transfer/window.ts';
import { createDeltaCache, type DeltaCache } from './delta-cache.ts';
import { createVirtualGuest, type VirtualGuest } from './guest.ts';
import { createHistory, type History, type Point, type Round } from './history.ts';
import { layOut } from './layout.ts';
import { createScan, type Scan } from './scan.ts';
import { cachePages, type Scenario } from './scenario.ts';
import { createSender, type Sender } from './sender.ts';

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
  readonly points: readonly Point[];
}

interface Run {
  readonly scenario: Scenario;
  readonly rounds: Rounds;
  readonly guest: VirtualGuest;
  readonly scan: Scan;
  readonly sender: Sender;
  readonly cache: DeltaCache | undefined;
  readonly throttle: ReturnType<typeof startAutoConverge>;
  readonly history: History;
}

/** Runs the machine of a real transfer in virtual time. */
export function predict(scenario: Scenario): Prediction {
  const run = begin(scenario);
  const converges = copy(run);
  const switchOverMs = converges ? run.sender.now : undefined;
  const precopyBytes = transferredBytes(run.rounds);
  if (converges) complete(run);
  const { rounds, points } = conclude(run);
  const totalMs = run.sender.now;
  const stats = transferStats(run.rounds, {
    totalMs,
    setupMs: scenario.constants.setupMs,
    downtimeMs: totalMs - (switchOverMs ?? totalMs),
    precopyBytes,
    over: converges,
  });
  return { converges, stats, switchOverMs, throttlePercent: run.throttle.percent, rounds, points };
}

function begin(scenario: Scenario): Run {
  const { constants, capabilities, limits, ranUs, latencyMs } = scenario;
  const cache = capabilities.has('xbzrle') ? createDeltaCache(cachePages) : undefined;
  const { stretches, writers, pages } = layOut(scenario, cache);
  const sender = createSender(scenario);
  sender.wait(constants.setupMs + 2 * latencyMs);
  const rounds = startRounds({ pages, limits, now: Math.floor(sender.now) });
  rounds.sent.otherBytes += constants.otherBytes;
  const scan = createScan(stretches, () => {
    if (cache) cache.active = true;
  });
  const guest = createVirtualGuest({ writers, ranUs });
  return {
    scenario,
    rounds,
    guest,
    scan,
    sender,
    cache,
    throttle: startAutoConverge(),
    history: createHistory(rounds),
  };
}

/** Rounds while the guest runs. False when it is given up. */
function copy(run: Run): boolean {
  const { scenario, sender, rounds, history } = run;
  const postcopy = scenario.capabilities.has('postcopy-after-precopy');
  for (;;) {
    const step = nextStep(rounds, Math.floor(sender.now));
    if (step.do === 'finish' || (postcopy && run.scan.wrapped)) return true;
    if (sender.now > scenario.withinMs || history.rounds.length >= mostRounds) return false;
    if (step.do === 'sync') sync(run);
    if (step.do === 'send') sendSlice(run);
    if (step.do === 'wait') sender.wait(step.ms + scenario.constants.wakeMs);
    history.note(sender.now);
  }
}

/** A guest that dirties its last page again each time goes on for ever. */
const mostRounds = 100_000;

function sync({ scenario, sender, guest, rounds, throttle, history, cache }: Run): void {
  sender.wait(scenario.constants.syncMs);
  const found = guest.catchUp(sender.now);
  const now = Math.floor(sender.now);
  if (scenario.capabilities.has('auto-converge')) autoConverge(throttle, rounds, found, now);
  guest.throttle(throttle.percent, sender.now);
  synced(rounds, found, now);
  if (cache) cache.age = rounds.dirty.syncs;
  history.close(sender.now, found);
}

/** QEMU sends for at most 50 ms and looks at the clock after every 64th page (ram_save_iterate, MAX_WAIT). */
const slice = { ms: 51, pages: 64 } as const;

function sendSlice({ rounds, scan, sender }: Run): void {
  const until = sender.now + slice.ms;
  let sent = 0;
  for (let kind = scan.next(); kind; kind = scan.next()) {
    const affordable = unitsLeft(rounds.window, rounds.limits, sender.bytesOf(kind));
    const inTime = wholeChecks(sent, sender.pagesUntil(kind, until));
    if (affordable === 0) break;
    const count = scan.take(Math.min(affordable, inTime));
    sent += send(rounds, sender, kind, count);
    if (count === inTime) break;
  }
  sliceSent(rounds);
}

/** Rounds up to the next look at the clock: after the first page, the 65th and so on. */
const wholeChecks = (sent: number, pages: number) => {
  const end = sent + pages;
  return end + ((slice.pages + 1 - (end % slice.pages)) % slice.pages) - sent;
};

function send(rounds: Rounds, sender: Sender, kind: Parameters<Sender['send']>[0], count: number): number {
  sender.send(kind, count);
  const before = transferredBytes(rounds);
  pagesSent(rounds, kind, count);
  const beside = count * sender.bytesOf(kind) - (transferredBytes(rounds) - before);
  if (beside > 0) otherBytesSent(rounds, beside);
  return count;
}

/** The guest stands still: what is left goes out without a limit. After a switch to post-copy it runs on elsewhere. */
function complete(run: Run): void {
  const { scenario, sender, rounds, scan } = run;
  sender.wait(scenario.constants.stopMs);
  finish(rounds);
  sync(run);
  for (let kind = scan.next(); kind; kind = scan.next()) send(rounds, sender, kind, scan.take(rounds.pendingPages));
  sliceSent(rounds);
  if (scenario.capabilities.has('return-path')) sender.wait(sender.backlogMs + 2 * scenario.latencyMs);
}

function conclude({ history, sender }: Run): History {
  history.close(sender.now, 0);
  return history;
}
