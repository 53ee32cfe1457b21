import type { HostLetter, Recording } from './recording.ts';
import { eventsOf, linesOf } from './without-meaning.ts';

/** How often each thing has happened so far; a thing is a line of text that names its host. */
export type Tally = ReadonlyMap<string, number>;

export const callStarted = (host: HostLetter, argv: readonly string[]) => `${host} start ${argv.join(' ')}`;
export const callEnded = (host: HostLetter, argv: readonly string[]) => `${host} end ${argv.join(' ')}`;
/** Events and log lines only count: what they say is compared later. */
export const eventCame = (host: HostLetter) => `${host} event`;
export const lineCame = (host: HostLetter) => `${host} log`;
/** A guest's pages began to go to another host. */
export const copyBegun = (host: HostLetter) => `${host} copy begun`;

export function tally(things: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  return counts;
}

/** Everything that a recording has before a moment: hook calls begun and ended, events, copies begun, log lines. */
export function before(recording: Recording, t: number): Tally {
  const { hooks, logs } = recording;
  const ended = hooks.filter(({ t_ms, dur_ms }) => dur_ms !== null && t_ms + dur_ms < t);
  const earlier = <T extends { t_ms: number }>(list: readonly T[]) => list.filter(({ t_ms }) => t_ms >= 0 && t_ms < t);
  return tally([
    ...earlier(hooks).map(({ host, argv }) => callStarted(host, argv)),
    ...ended.map(({ host, argv }) => callEnded(host, argv)),
    ...earlier(eventsOf(recording)).map(({ host }) => eventCame(host)),
    ...earlier(copiesOf(recording)).map(({ host }) => copyBegun(host)),
    ...linesOf(recording, earlier(logs)).map(({ host }) => lineCame(host)),
  ]);
}

/** A guest that is saved has such an event, too. */
const copiesOf = ({ events, steps }: Recording) => {
  const migrations = steps.filter(({ cmd }) => / migrate /.test(cmd));
  return events.filter(
    ({ event, t_ms: t }) =>
      /^event 'migration-iteration' .*iteration: '1'$/.test(event) &&
      migrations.some(({ t_ms, ms }) => t_ms < t && t < t_ms + ms),
  );
};

/** When the last of them happened, milliseconds. */
export function lastBefore({ hooks, events, steps }: Recording, t: number): number {
  const times = [...hooks.map(({ t_ms, dur_ms }) => t_ms + (dur_ms ?? 0)), ...events.map(({ t_ms }) => t_ms)];
  const ends = steps.map(({ t_ms, ms }) => t_ms + ms);
  return Math.max(0, ...[...times, ...ends].filter((time) => time <= t));
}

/** What is still missing of what must have been seen, and how often. */
export const missing = (wanted: Tally, seen: Tally): Tally =>
  new Map(
    [...wanted].map(([thing, count]) => [thing, count - (seen.get(thing) ?? 0)] as const).filter(([, n]) => n > 0),
  );
