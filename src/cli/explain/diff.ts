import type { Profile } from '../../protocol/profiles/index.ts';
import { isRow } from '../../protocol/score.ts';
import { domainDrivers, hookDrivers } from '../../protocol/vocabulary.ts';
import { explainTopics, type Piece, piecesOf } from './topics.ts';

/** What changed for a hook author from one release to another, in either direction. Ends with a newline. */
export function explainDiff(from: Profile, to: Profile): string {
  const sections = [
    section('Hooks that are called', calledFor(from, to)),
    section('Order of the hooks', orders(from, to)),
    section('Everything else', answers(from, to)),
  ].filter(Boolean);
  const title = `From libvirt ${from.release} to ${to.release}`;
  return `${[title, ...(sections.length > 0 ? sections : ['Nothing changes for a hook author.'])].join('\n\n')}\n`;
}

const section = (title: string, lines: readonly string[]) =>
  lines.length > 0 ? [title, ...lines.map((line) => `  ${line}`)].join('\n') : '';

function calledFor(from: Profile, to: Profile): readonly string[] {
  return hookDrivers.flatMap((driver) => {
    const before = from.operations[driver];
    const after = to.operations[driver];
    const more = after.filter((operation) => !before.includes(operation));
    const fewer = before.filter((operation) => !after.includes(operation));
    return [
      ...(more.length > 0 ? [`hooks/${driver}: also for ${more.join(', ')}`] : []),
      ...(fewer.length > 0 ? [`hooks/${driver}: no longer for ${fewer.join(', ')}`] : []),
    ];
  });
}

function orders(from: Profile, to: Profile): readonly string[] {
  return domainDrivers.flatMap((driver) =>
    explainTopics.flatMap((what) => {
      const [before, after] = [from, to].map((profile) => hookOrder({ profile, what, driver }));
      if (what === 'daemon' || !before || !after) return [];
      return [
        ...changed(`${driver} ${what}`, before.played, after.played),
        ...changed(`${driver} ${what}, undone`, before.undone, after.undone),
      ];
    }),
  );
}

const changed = (name: string, before: string, after: string) =>
  before === after ? [] : [name, `    before: ${before || 'none'}`, `    now:    ${after || 'none'}`];

function hookOrder(of: { profile: Profile; what: string; driver: 'qemu' | 'lxc' }) {
  const pieces = piecesOf({ ...of, flags: ['live'], name: 'NAME' });
  return {
    played: pieces.map((piece) => hooksIn(piece, 'moves')).join('; '),
    undone: pieces.map((piece) => hooksIn(piece, 'undo')).join('; '),
  };
}

function hooksIn({ rows }: Piece, part: 'moves' | 'undo'): string {
  const calls = rows
    .filter(isRow)
    .flatMap((row) => row[part].flatMap((move) => (move.kind === 'hook' ? [{ side: row.side, move }] : [])));
  return calls
    .map(({ side, move }, i) => `${side !== 'host' && calls[i - 1]?.side !== side ? `${side} ` : ''}${move.operation}`)
    .join(', ');
}

/** A profile's other answers, by the question a hook author would ask. */
const questions = {
  migrationProtocol: 'migration protocol',
  hookError: "a failed hook's error text tells",
  execFailure: 'a script that cannot be executed ends with',
  hookErrorLevel: 'a failed hook is logged at level',
  logLine: 'a log line starts with',
  foundBy: 'a script counts as executable by',
  nonExecutableWarning: 'a script that is not executable is warned of as',
  rechecksEachCall: 'each call looks at the files again',
  directories: 'scripts in a .d directory run',
  rescansAtShutdown: 'the scripts are looked up again before the shutdown hook',
  environment: "names in a hook's environment, after LC_ALL",
  blankOutput: "a filter's output counts as none when it is",
  idGoneAt: 'the XML on stdin has no id from this operation on',
  releaseReason: 'release is told why the guest is off',
  hookLocks: 'a running hook locks the whole',
  cancelText: "a cancelled migration's text",
  lostReason: 'a guest whose reconnect hook failed is off for',
} as const satisfies Partial<Record<keyof Profile, string>>;

function answers(from: Profile, to: Profile): readonly string[] {
  return (Object.keys(questions) as (keyof typeof questions)[]).flatMap((key) => {
    const [before, after] = [answer(from[key]), answer(to[key])];
    return before === after ? [] : [`${questions[key]}`, `    before: ${before}`, `    now:    ${after}`];
  });
}

function answer(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(' ') : String(value);
}
