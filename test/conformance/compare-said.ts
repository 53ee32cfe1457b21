import { at, type Compared, check, merge } from './compared.ts';
import { normalText } from './normalise.ts';
import { type HostLetter, hostLetters, type Recording, type Step } from './recording.ts';
import type { Observed } from './replay.ts';
import { eventsOf, linesOf } from './without-meaning.ts';

/** What was typed: exit status and both outputs of each command. */
export function compareSteps(recording: Recording, observed: Observed): readonly Compared[] {
  const typed = recording.steps
    .map((step, index) => ({ step, ended: observed.steps[index] }))
    .filter(({ step }) => !step.cmd.startsWith('#rig: '));
  const text = (value: unknown) => (typeof value === 'string' ? normalText(value) : String(value));
  return (['exit', 'stdout', 'stderr'] as const).map((part) => {
    const field = `virsh ${part}`;
    return merge(
      field,
      typed.map(({ step, ended }) =>
        at(`${step.host} ${step.cmd}`, check(field, text(step[part]), text(ended?.[part]))),
      ),
    );
  });
}

/** What each host announced and logged. */
export function compareHosts(recording: Recording, observed: Observed): readonly Compared[] {
  const events = hostLetters.map((host) => {
    const recorded = eventsOf(recording).filter((each) => each.host === host);
    return check(
      'events',
      listed(
        host,
        recorded.map(({ event }) => normalText(event)),
      ),
      listed(host, observed.events[host]),
    );
  });
  const logs = hostLetters.map((host) => {
    const [recorded, ours] = linePairs(recording, observed, host);
    return check('log', listed(host, recorded), listed(host, ours));
  });
  return [merge('events', events), merge('log', logs)];
}

const listed = (host: HostLetter, lines: readonly string[]) => [host, ...lines].join('\n');

function linePairs(recording: Recording, observed: Observed, host: HostLetter): readonly [string[], string[]] {
  const { logs } = recording;
  const recorded = linesOf(
    recording,
    logs.filter((line) => line.host === host),
  ).map(({ msg }) => normalText(msg));
  const ours = linesOf(recording, observed.logs[host]).map(({ msg }) => normalText(msg));
  if (typedAtOnce(recording.steps, host)) for (const lines of [recorded, ours]) lines.sort();
  return [recorded.map((msg, index) => asKnown(msg, ours[index])), ours];
}

/** Commands that begin in the same moment end in any order. */
const typedAtOnce = (steps: readonly Step[], on: HostLetter) =>
  steps.some(
    ({ host, t_ms }, index) => host === on && steps[index + 1]?.host === on && (steps[index + 1]?.t_ms ?? 0) < t_ms + 5,
  );

/** A line number belongs to a build: where ours has none, only the message is compared. */
function asKnown(recorded: string, ours = ''): string {
  const [, where] = /^(\w+) : /.exec(ours) ?? [];
  return where === undefined ? recorded : recorded.replace(/^\w+:\d+ : /, `${where} : `);
}
