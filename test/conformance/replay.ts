import { writeFileSync } from 'node:fs';
import { finalState } from './final-state.ts';
import type { ObservedCall } from './observed.ts';
import type { Ended } from './own-virsh.ts';
import { localised } from './places.ts';
import { type Final, type HostLetter, hostLetters, type Recording, type Step } from './recording.ts';
import { playRigStep } from './rig-steps.ts';
import { before, lastBefore, missing, type Tally } from './seen.ts';
import { type } from './shell.ts';
import { type Stage, setStage } from './stage.ts';

/** What a replay of a recording brought to light, in the recording's own words. */
export interface Observed {
  /** In the order of the recording's steps. */
  readonly steps: readonly Ended[];
  readonly calls: readonly ObservedCall[];
  readonly events: Readonly<Record<HostLetter, readonly string[]>>;
  readonly logs: Readonly<Record<HostLetter, readonly { readonly level: string; readonly msg: string }[]>>;
  readonly final: Readonly<Record<HostLetter, Final>>;
  /** What was waited for in vain before a step, for people who look into a difference. */
  readonly notes: readonly string[];
}

export interface ReplayOptions {
  /** The words that run hooklab. */
  readonly program: readonly string[];
  /** Commands are typed at the system's virsh instead of hooklab's, over libvirt's own protocol. */
  readonly real?: boolean;
  /** Leaves the files of the replay where they are. */
  readonly keep?: boolean;
}

/** Milliseconds that a replay waits for what the recording has before its next step. */
const patienceMs = 4000;

/** Does what was recorded, in that order and with that overlap, and watches what happens. */
export async function replay(
  recording: Recording,
  { program, real = false, keep = false }: ReplayOptions,
): Promise<Observed> {
  const stage = await setStage(recording, program, real);
  const notes: string[] = keep ? [stage.places.shared] : [];
  try {
    const untilSeen = createPatience(stage, notes);
    const play = async () => {
      const steps = await playSteps(stage, recording, untilSeen);
      await finish(stage, recording, untilSeen);
      return { steps, notes, ...(await look(stage)) };
    };
    return await inTime(play(), notes);
  } finally {
    await stage.strike(keep);
  }
}

/** Milliseconds after which a replay hangs. */
const limitMs = 60_000;

function inTime<T>(work: Promise<T>, notes: readonly string[]): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${limitMs / 1000} s; ${notes.join('; ')}`)), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

type UntilSeen = ReturnType<typeof createPatience>;

async function playSteps(stage: Stage, recording: Recording, untilSeen: UntilSeen): Promise<readonly Ended[]> {
  const running: { readonly step: Step; readonly work: Promise<Ended> }[] = [];
  for (const step of recording.steps) {
    // Rounding may let a step begin in the same millisecond as the one before it ended.
    const over = running.filter((earlier) => earlier.step.t_ms + earlier.step.ms <= step.t_ms + 2);
    await Promise.all(over.map(({ work }) => work));
    await untilSeen(before(recording, step.t_ms), `before '${step.cmd}'`);
    await pause(Math.min(300, (step.t_ms - lastBefore(recording, step.t_ms)) / 10));
    if (stage.struck()) break;
    const work = play(stage, recording, step);
    // Whether it failed is asked when its time is over; until then nobody looks.
    work.catch(() => undefined);
    running.push({ step, work });
  }
  return Promise.all(running.map(({ work }) => work));
}

async function play(stage: Stage, { steps, hooks }: Recording, step: Step): Promise<Ended> {
  const { host, cmd, inputs = {}, hooks_now: trees } = step;
  for (const [path, text] of Object.entries(inputs)) writeFileSync(localised(path, stage.places, host), text);
  if (!cmd.startsWith('#rig: ')) return type(stage, host, cmd);
  if (trees) {
    for (const letter of hostLetters) if (letter in trees) stage.layHooks(letter, trees[letter] ?? null);
    return nothing;
  }
  // The recorder watched events again only where it restarted the daemon in one go.
  const last = steps.filter((each) => each.host === host && each.t_ms < step.t_ms).at(-1);
  const restart = last?.cmd === '#rig: SIGTERM libvirtd, wait for exit';
  let again = Promise.resolve();
  await playRigStep({
    ...{ daemon: stage.daemons[host], place: stage.places.hosts[host] },
    nextCall: hooks.find((call) => call.host === host && call.t_ms >= step.t_ms),
    what: cmd.slice('#rig: '.length),
    watchAgain: () => {
      if (restart) again = stage.watch(host);
    },
  });
  await again;
  return nothing;
}

const nothing: Ended = { exit: 0, stdout: '', stderr: '' };

/** The recorder ended the daemons that its scenario had started. */
async function finish(stage: Stage, recording: Recording, untilSeen: UntilSeen): Promise<void> {
  const stepsEnd = Math.max(0, ...recording.steps.map(({ t_ms, ms }) => t_ms + ms));
  await untilSeen(before(recording, stepsEnd), 'in the end');
  for (const host of hostLetters)
    if (recording.final[host].libvirtd === 'not running' && stage.daemons[host].pid !== undefined) {
      const shutdown = recording.hooks.filter((call) => call.host === host && call.argv[2] === 'shutdown').at(-1);
      await untilSeen(before(recording, shutdown?.t_ms ?? stepsEnd), 'before the end of the daemon');
      stage.daemons[host].signal('SIGTERM');
      await stage.daemons[host].ended();
    }
  await untilSeen(before(recording, Number.POSITIVE_INFINITY), 'in the end');
  await pause(30);
}

async function look(stage: Stage): Promise<Omit<Observed, 'steps' | 'notes'>> {
  const { virsh, daemons, places } = stage;
  const calls = stage.calls();
  const both = <T>(of: (host: HostLetter) => T) => ({ A: of('A'), B: of('B') });
  const said = { events: both((host) => [...stage.events(host)]), logs: both(stage.logs) };
  const stateOf = (host: HostLetter) => finalState({ virsh, host, daemon: daemons[host], place: places.hosts[host] });
  const [A, B] = await Promise.all([stateOf('A'), stateOf('B')]);
  return { calls, ...said, final: { A, B } };
}

/** Waits until everything wanted was seen. What does not come is told once, and not waited for again. */
function createPatience(stage: Stage, notes: string[]) {
  const lost = new Map<string, number>();
  const lacking = (wanted: Tally) =>
    [...missing(wanted, stage.seen())].filter(([thing, count]) => count > (lost.get(thing) ?? 0));
  return async (wanted: Tally, when: string): Promise<void> => {
    const deadline = performance.now() + patienceMs;
    while (lacking(wanted).length > 0 && performance.now() < deadline) await pause(10);
    for (const [thing, count] of lacking(wanted)) {
      notes.push(`${when}: waited in vain for ${thing}`);
      lost.set(thing, count);
    }
  };
}

const pause = (ms: number) => (ms > 0 ? new Promise<void>((resolve) => setTimeout(resolve, ms)) : undefined);
