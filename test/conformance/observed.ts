import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalStdin } from './normalise.ts';
import { type Places, recordedText } from './places.ts';
import { type HostLetter, hostLetters } from './recording.ts';

/** A call as the recording hook wrote it down, in libvirt's paths. */
export interface ObservedCall {
  readonly host: HostLetter;
  readonly argv: readonly string[];
  readonly env: readonly string[];
  readonly stdin: string | null;
  readonly exit: number | string | null;
  readonly cwd: string;
  readonly umask: string;
  readonly exec?: { readonly rc: number | string; readonly out: string; readonly err: string };
}

const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** Which calls began and how many of them ended, without looking into them. */
export function callLog(places: Places): {
  readonly started: readonly string[];
  readonly ended: ReadonlyMap<string, string>;
} {
  const lines = (read(join(places.calls, 'log')) ?? '').split('\n').slice(0, -1);
  const words = lines.map((line) => line.split(' '));
  return {
    started: words.filter(([what]) => what === 'start').map(([, id = '']) => id),
    ended: new Map(words.filter(([what]) => what === 'end').map(([, id = '', ...exit]) => [id, exit.join(' ')])),
  };
}

/** All calls since the log was begun, in the order they started. */
export function observedCalls(
  places: Places,
  hostnames: Readonly<Record<HostLetter, string>>,
): readonly ObservedCall[] {
  const { started, ended } = callLog(places);
  return started.flatMap((id) => {
    const host = hostLetters.find((letter) => id.startsWith(`${hostnames[letter]}.`));
    return host ? [observe(places, host, id, ended.get(id))] : [];
  });
}

/** The words of a call; empty while the hook has not written them. */
export const argvOf = (places: Places, host: HostLetter, id: string): readonly string[] =>
  recordedText(read(join(places.calls, `${id}.argv`)) ?? '', places, host)
    .split('\0')
    .slice(0, -1);

function observe(places: Places, host: HostLetter, id: string, exit: string | undefined): ObservedCall {
  const file = (kind: string) => read(join(places.calls, `${id}.${kind}`));
  const list = (kind: string) =>
    recordedText(file(kind) ?? '', places, host)
      .split('\0')
      .slice(0, -1);
  const stdin = file('stdin');
  const [umask = '', cwd = ''] = (file('place') ?? '').split('\n');
  const rc = file('rc');
  const say = (kind: string) => recordedText(file(kind) ?? '', places, host);
  return {
    ...{ host, umask, cwd, argv: list('argv'), env: list('env') },
    stdin: stdin === undefined ? null : normalStdin(stdin),
    exit: exit === undefined ? null : exit.startsWith('signal') ? exit : Number(exit),
    ...(rc !== undefined && {
      exec: { rc: rc.trim() === '137' ? 'timeout' : Number(rc), out: say('out'), err: say('err') },
    }),
  };
}
