import type { Profile } from '../../protocol/profiles/index.ts';
import { isRow } from '../../protocol/score.ts';
import { domainDrivers, hookDrivers } from '../../protocol/vocabulary.ts';
import { type ExplainTopic, explainTopics, ownDriver, piecesOf } from './topics.ts';

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

/** Operations whose hooks changed in the same way are told together. */
function orders(from: Profile, to: Profile): readonly string[] {
  const changes = new Map<string, Map<string, string[]>>();
  for (const { whose, driver, what } of operations)
    for (const part of ['moves', 'undo'] as const) {
      const [before, after] = [from, to].map((profile) => hooksIn({ profile, what, driver }, part));
      if (before === after) continue;
      const change = changed(before || 'none', after || 'none').join('\n  ');
      const names = changes.get(change) ?? new Map<string, string[]>();
      const kind = part === 'undo' ? `undo of ${whose}` : whose;
      changes.set(change, names.set(kind, [...(names.get(kind) ?? []), what]));
    }
  return [...changes].flatMap(([change, names]) => [
    ...[...names].map(([kind, topics]) => `${kind} ${topics.join(', ')}`),
    change,
  ]);
}

/** Every operation whose order may change: a guest's for each driver, a network's once. The daemon's own never do. */
const operations: readonly { whose: string; driver: 'qemu' | 'lxc'; what: ExplainTopic }[] = [
  ...domainDrivers.flatMap((driver) =>
    explainTopics.filter((what) => !ownDriver(what)).map((what) => ({ whose: driver, driver, what })),
  ),
  ...explainTopics
    .filter((what) => ownDriver(what) === 'network')
    .map((what) => ({ whose: 'network', driver: 'qemu' as const, what })),
];

const changed = (before: string, after: string) => [`    before: ${before}`, `    now:    ${after}`];

/** `destination: prepare, start; source: stopped`. */
function hooksIn(of: { profile: Profile; what: string; driver: 'qemu' | 'lxc' }, part: 'moves' | 'undo'): string {
  const sides = new Map<string, string[]>();
  for (const row of piecesOf({ ...of, flags: ['live'], name: 'NAME' }).flatMap(({ rows }) => rows.filter(isRow)))
    for (const move of row[part])
      if (move.kind === 'hook') sides.set(row.side, [...(sides.get(row.side) ?? []), move.operation]);
  return [...sides].map(([side, names]) => `${side === 'host' ? '' : `${side}: `}${names.join(', ')}`).join('; ');
}

/** A profile's other answers, by the question a hook author would ask. */
const questions = {
  migrationProtocol: 'migration protocol',
  hookError: "a failed hook's error text ends in",
  execFailure: 'a script that cannot be executed ends with',
  hookErrorLevel: 'a failed hook is logged at level',
  logLine: 'a log line starts with',
  logOpening: 'a log opens with',
  foundBy: 'a script counts as executable if',
  nonExecutableWarning: 'a script that is not executable is warned of as',
  rechecksEachCall: 'each call looks at the files again',
  directories: 'scripts in a .d directory run',
  rescansAtShutdown: 'the scripts are looked up again before the shutdown hook',
  environment: "names in a hook's environment, after LC_ALL",
  blankOutput: "a filter's output counts as none if it is",
  idGoneAt: 'the XML on stdin has no id from this operation on',
  releaseReason: 'release is told why the guest is off',
  hookData: "a network hook's <hookData> holds",
  portsRenewedWith: 'a new daemon calls the hook again for the ports of each',
  hookLocks: 'a running hook locks the whole',
  cancelText: "a cancelled migration's text",
  lostReason: 'a guest whose reconnect hook failed is off for',
} as const satisfies Partial<Record<keyof Profile, string>>;

/** Answers that are names of something, as what they stand for (libvirt-facts.md B1 and B5). */
const plainer: Readonly<Record<string, string>> = {
  'raw status and stderr': 'failed with error code 256:STDERR',
  'exit status': 'Child process exited with status 1.',
  'command line': 'Child process (COMMAND) status unexpected: exit status 1',
  'raw status': 'failed with error code 256',
  'decoded, no colon': 'internal error Child process (COMMAND) unexpected exit status 1: STDERR',
  decoded: 'internal error: Child process (COMMAND) unexpected exit status 1: STDERR',
  access: 'the daemon may execute it',
  mode: 'any of its x bits is set',
  true: 'yes',
  false: 'no',
  '': 'nothing',
};

function answers(from: Profile, to: Profile): readonly string[] {
  return (Object.keys(questions) as (keyof typeof questions)[]).flatMap((key) => {
    const [before, after] = [answer(from[key]), answer(to[key])];
    return before === after ? [] : [questions[key], ...changed(before, after)];
  });
}

function answer(value: unknown): string {
  const text = Array.isArray(value) ? value.join(' ') : String(value);
  return plainer[text] ?? text;
}
