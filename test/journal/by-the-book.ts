import type { Clock } from '../../src/clock/index.ts';
import { createJournal, type Entry, type Journal, mergeJournals } from '../../src/journal/index.ts';
import { arrange, rowsOf, type Step, stepsOf } from '../../src/protocol/arrange.ts';
import type { DaemonScoreName, Profile, ScoreName } from '../../src/protocol/profiles/index.ts';
import {
  isRow,
  type Move,
  type Row,
  type Score,
  type ScoreFlag,
  type Side,
  takesBack,
} from '../../src/protocol/score.ts';
import type { HookDriver, MigrationPhase } from '../../src/protocol/vocabulary.ts';

/**
 * Journals as two hosts write them that play a score by the book, without hosts: what audits, timelines and their tests
 * are tried on.
 */
export interface Play {
  readonly profile: Profile;
  readonly driver?: HookDriver;
  readonly domain?: string;
  readonly score: ScoreName | DaemonScoreName;
  readonly flags?: readonly ScoreFlag[];
  /** Whether a move fails, by its position among those of all hosts that can. */
  readonly fails?: (move: Move, nth: number, side: Side) => boolean;
  /** Called before each move: to let something else happen. */
  readonly before?: (move: Move, host: TestHost) => void;
  /** What becomes of the conductor after a step: it is gone, or it never gets the answer. */
  readonly conductor?: (step: Step) => 'vanishes' | 'misses the answer' | undefined;
  /** Milliseconds a hook takes; 5 by default. */
  readonly hookMs?: number;
}

export interface TestHost {
  readonly side: Side;
  readonly journal: Journal;
  readonly play: Play;
  readonly entered: Row[];
  readonly announced: Set<string>;
  paused: boolean;
  gone: boolean;
  state: string;
  reason: string;
  cause: string;
}

/** The merged journals of a migration by the book. */
export function migrationByTheBook(play: Play): readonly Entry[] {
  const { clock, hosts } = hostsOf(play, ['source', 'destination']);
  const score = scoreOf(play);
  const nth = { count: 0 };
  const done: Side[] = [];
  for (const { side, phase } of stepsOf(score)) {
    const host = hear(hosts, side);
    const told =
      phase === 'begin' || phase === 'prepare' ? ({ score: play.score, flags: play.flags ?? [] } as const) : {};
    const note = {
      ...subject(play),
      kind: 'phase',
      phase: phase as MigrationPhase,
      side: side as 'source',
      ...told,
    } as const;
    host.journal.write({ ...note, moment: 'entered' });
    const { before, after } = rowsOf(score, side, phase);
    const error = playRows(host, clock, before, nth) ?? playRows(host, clock, after, nth, true);
    clock.step(1);
    host.journal.write({ ...note, moment: error ? 'failed' : 'left', ...(error && { error }) });
    const trouble = play.conductor?.({ side, phase });
    if (trouble === 'vanishes') {
      loseClient(hosts);
      break;
    }
    if (!error && !trouble) done.push(side);
    else if (before.length > 0) {
      const other = side === 'source' ? 'destination' : 'source';
      if (done.includes(other)) cancel(trouble ? (hosts.get(other) as TestHost) : hear(hosts, other), clock);
      break;
    }
  }
  return mergeJournals([...hosts.values()].flatMap(({ journal }) => journal.read()));
}

/** The journal of one operation on one host by the book. */
export function lifecycleByTheBook(play: Play): { entries: readonly Entry[]; error: string | undefined } {
  const { clock, hosts } = hostsOf(play, ['host']);
  const host = hosts.get('host') as TestHost;
  const rows = scoreOf(play).filter(isRow);
  if (rows.some(({ moves }) => moves.some((move) => move.kind === 'guest' && move.change === 'initialise')))
    host.gone = true;
  else host.state = 'running';
  const error = playRows(host, clock, rows, { count: 0 });
  return { entries: host.journal.read(), error };
}

/** Plays another operation on a host in the middle: somebody destroys the guest, say. */
export function meanwhile(host: TestHost, score: ScoreName, cause: string): void {
  const rows = scoreOf({ ...host.play, score, flags: [] }).filter(isRow);
  const { before: _b, fails: _f, ...play } = host.play;
  const apart: TestHost = { ...host, play: { ...play, score }, entered: [], announced: new Set(), cause };
  playRows(apart, stepClock(), rows, { count: 0 });
  Object.assign(host, { gone: apart.gone, state: apart.state, reason: apart.reason });
}

/** The conductor's connections close: the destination destroys a guest that waits for Finish. */
function loseClient(hosts: ReadonlyMap<Side, TestHost>): void {
  for (const host of hosts.values()) {
    const waits = host.side === 'destination' && !host.gone && host.state !== 'running';
    host.journal.write({ kind: 'daemon', what: 'client gone', text: 'the client vanished' });
    if (waits) meanwhile(host, 'autodestroy', 'destroyed');
  }
}

interface TestClock extends Clock {
  step(ms: number): void;
}

/** A clock that moves when told to, at once. */
export function stepClock(start = Date.UTC(2026, 10, 21, 1, 30)): TestClock {
  let time = 0;
  return {
    now: () => start + time,
    monotonic: () => time,
    after: () => ({ cancel: () => {} }),
    step(ms) {
      time += ms;
    },
  };
}

function hostsOf(play: Play, sides: readonly Side[]) {
  const clock = stepClock();
  const host = (side: Side): TestHost => ({
    side,
    journal: createJournal({ host: side, clock }),
    play,
    entered: [],
    announced: new Set(),
    paused: false,
    gone: side === 'destination',
    state: side === 'source' ? 'running' : 'shutoff',
    reason: side === 'source' ? 'booted' : 'unknown',
    cause: side === 'source' ? 'migrated' : 'failed',
  });
  return { clock, hosts: new Map(sides.map((side) => [side, host(side)])) };
}

function scoreOf({ profile, driver = 'qemu', score, flags = [] }: Play): Score {
  const all: Readonly<Record<string, Score>> = profile.scores[driver as 'qemu'];
  return arrange(all[score] ?? [], { profile, driver, flags });
}

const subject = ({ domain = 'web1', driver = 'qemu' }: Play) => ({ domain, driver }) as const;

function hear(hosts: ReadonlyMap<Side, TestHost>, side: Side): TestHost {
  const host = hosts.get(side) as TestHost;
  for (const other of hosts.values()) if (other !== host) host.journal.heard(other.journal.known());
  return host;
}

function cancel(host: TestHost, clock: TestClock): void {
  const note = {
    ...subject(host.play),
    kind: 'phase',
    phase: host.side === 'source' ? 'confirm' : 'finish',
    side: host.side as 'source',
    cancelled: true,
  } as const;
  host.journal.write({ ...note, moment: 'entered' });
  undo(host, clock);
  host.journal.write({ ...note, moment: 'left' });
}

function playRows(host: TestHost, clock: TestClock, rows: readonly Row[], nth: { count: number }, final = false) {
  for (const row of rows) {
    for (const move of row.moves) {
      if (move.kind === 'event' && move.ifPaused && !host.paused) continue;
      if (move.kind === 'port' || move.kind === 'network') continue;
      host.play.before?.(move, host);
      const fails = move.kind !== 'event' && (host.play.fails?.(move, nth.count++, host.side) ?? false);
      const reached = !fails || move.kind === 'hook';
      if (reached) leaveSign(host, clock, move, fails, false);
      if (reached && !host.entered.includes(row)) host.entered.push(row);
      if (!fails || (move.kind === 'hook' && move.onFailure === 'ignored')) continue;
      if (!final) undo(host, clock);
      return move.kind === 'hook' ? `Hook script execution failed: ${move.operation}` : 'operation failed: out of luck';
    }
  }
  return undefined;
}

function undo(host: TestHost, clock: TestClock): void {
  for (let row = host.entered.pop(); row; row = host.entered.pop()) {
    if (host.gone) continue;
    for (const move of row.undo) {
      const earlier = move.kind === 'event' ? takesBack[move.event.type] : undefined;
      if (earlier && !host.announced.has(earlier)) continue;
      if (move.kind === 'guest' && move.change === 'resume' && !host.paused) continue;
      if (move.kind !== 'port' && move.kind !== 'network') leaveSign(host, clock, move, false, true);
    }
  }
}

function leaveSign(
  host: TestHost,
  clock: TestClock,
  move: Exclude<Move, { kind: 'port' | 'network' }>,
  fails: boolean,
  undoing: boolean,
) {
  const of = { ...subject(host.play), uuid: '11111111-1111-4111-8111-111111111111' };
  if (move.kind === 'hook') return callHook(host, clock, move, fails);
  if (move.kind === 'event') {
    host.announced.add(move.event.type);
    return void host.journal.write({ kind: 'state', ...of, event: move.event });
  }
  clock.step(move.change === 'copy' ? 40 : 2);
  const ran = host.state === 'running';
  if (move.change === 'pause' && !undoing) host.paused = ran;
  Object.assign(host, after(host, move));
  host.journal.write({
    kind: 'state',
    ...of,
    change: move.change,
    ...(undoing && { undo: true as const }),
    state: host.state,
    reason: host.reason,
  });
}

function after(host: TestHost, { change, reached }: Extract<Move, { kind: 'guest' }>): Partial<TestHost> {
  if (change === 'stop') return { state: 'shutoff', reason: host.cause, gone: true };
  const gone = change === 'initialise' ? false : host.gone;
  const now = reached ?? (change === 'resume' ? { state: 'running', reason: 'unpaused' } : host);
  return { state: now.state, reason: now.reason, gone };
}

function callHook(host: TestHost, clock: TestClock, move: Extract<Move, { kind: 'hook' }>, fails: boolean): void {
  const { profile, domain = 'web1', driver = 'qemu', hookMs = 5 } = host.play;
  const object = driver === 'daemon' ? '-' : domain;
  const extra = move.operation === 'release' && profile.releaseReason.includes(driver) ? host.cause : move.extra;
  const { operation, subOperation } = move;
  const call = {
    ...subject(host.play),
    kind: 'hook',
    operation,
    subOperation,
    extra,
    argv: [`/etc/libvirt/hooks/${driver}`, object, operation, subOperation, extra],
  } as const;
  host.journal.write({ ...call, moment: 'called' });
  clock.step(hookMs);
  host.journal.write({
    ...call,
    moment: 'ended',
    exitCode: fails ? 1 : 0,
    signal: null,
    stderr: fails ? `no ${operation} here\n` : '',
    durationMs: hookMs,
    effect: fails ? move.onFailure : 'continue',
  });
}
