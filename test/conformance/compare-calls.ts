import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, type Compared, check, merge } from './compared.ts';
import { normalText } from './normalise.ts';
import type { ObservedCall } from './observed.ts';
import type { Call, Recording } from './recording.ts';
import type { Observed } from './replay.ts';

interface Options {
  /** Holds the recordings and their stdin. */
  readonly folder: string;
  /** Calls of two objects may change places: only those of one object are compared in order. */
  readonly byObject: boolean;
  /** Which guest has which id is chance. */
  readonly anyIds: boolean;
}

/** Order and words of the hook calls on each host, then what each was given and how it ended. */
export function compareCalls(
  recording: Recording,
  observed: Observed,
  { folder, byObject, anyIds }: Options,
): readonly Compared[] {
  const key = ({ host, argv }: Pick<Call, 'host' | 'argv'>) => (byObject ? `${host} ${argv[1]}` : host);
  const groups = [...new Set([...recording.hooks, ...observed.calls].map(key))].sort();
  const of = <T extends Pick<Call, 'host' | 'argv'>>(calls: readonly T[], group: string) =>
    calls.filter((call) => key(call) === group);
  const pairs = groups.map((group) => ({ recorded: of(recording.hooks, group), seen: of(observed.calls, group) }));
  const order = pairs.map(({ recorded, seen }, index) =>
    check('hook order', listed(groups[index], recorded), listed(groups[index], seen)),
  );
  const known = (value: unknown) => (anyIds && typeof value === 'string' ? withoutId(value) : value);
  const both = pairs.flatMap(({ recorded, seen }) => matching(recorded, seen));
  return [
    merge('hook order', order),
    ...details.map(([field, ofRecorded, ofSeen]) =>
      merge(
        field,
        both.map(({ call, seen }) =>
          at(`${call.host} ${words(call)}`, check(field, known(ofRecorded(call, folder)), known(ofSeen(seen)))),
        ),
      ),
    ),
  ];
}

const withoutId = (stdin: string) => stdin.replace(/^(<domain type='\w+') id='\d+'/, '$1');
const words = ({ argv }: Pick<Call, 'argv'>) => argv.join(' ');
const listed = (group = '', calls: readonly Pick<Call, 'argv'>[]) => [group, ...calls.map(words)].join('\n');

const matching = (recorded: readonly Call[], seen: readonly ObservedCall[]) =>
  recorded.flatMap((call, index) => {
    const same = seen[index];
    return same && words(same) === words(call) ? [{ call, seen: same }] : [];
  });

type Detail = readonly [
  field: string,
  recorded: (call: Call, folder: string) => unknown,
  observed: (call: ObservedCall) => unknown,
];

const told = ({ exec }: Pick<ObservedCall | Call, 'exec'>) =>
  exec && [exec.rc, normalText(exec.out), normalText(exec.err)];

const details: readonly Detail[] = [
  ['exit status', ({ exit }) => exit, ({ exit }) => exit],
  ['env', ({ env }) => env, ({ env }) => env],
  ['stdin', recordedStdin, ({ stdin }) => stdin],
  ['cwd and umask', ({ cwd, umask }) => [cwd, umask], ({ cwd, umask }) => [cwd, umask]],
  ['what it was told', told, told],
];

function recordedStdin({ stdin_len, stdin_file }: Call, folder: string): string | null {
  if (stdin_len === null) return null;
  return stdin_file ? readFileSync(join(folder, stdin_file), 'utf8') : '';
}
