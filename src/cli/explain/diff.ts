import type { Profile } from '../../protocol/profiles/index.ts';
import { type GuestDriver, guestDrivers, hookDrivers } from '../../protocol/vocabulary.ts';
import { answers } from './answers.ts';
import { type HooksOf, hooksInOrder } from './hooks-in-order.ts';
import { type ExplainTopic, explainTopics, ownDriver } from './topics.ts';

/** What changed for a hook author from one release to another, in either direction. Ends with a newline. */
export function explainDiff(from: Profile, to: Profile): string {
  const sections = [
    section('Hooks that are called', calledFor(from, to)),
    section('Order of the hooks', orders(from, to)),
    section(
      'Everything else',
      answers(from, to).flatMap(({ question, before, after }) => [question, ...change(before, after)]),
    ),
    section('Known only to have come between two releases; told for the first of them', ranges(from, to)),
  ].filter(Boolean);
  const title = `From libvirt ${from.release} to ${to.release}`;
  return `${[title, ...(sections.length > 0 ? sections : ['Nothing changes for a hook author.'])].join('\n\n')}\n`;
}

const section = (title: string, lines: readonly string[]) =>
  lines.length > 0 ? [title, ...lines.map((line) => `  ${line}`)].join('\n') : '';

const change = (before: string, after: string) => [`    before: ${before}`, `    now:    ${after}`];

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
  for (const { whose, ...of } of operations)
    for (const part of ['moves', 'undo'] as const) {
      const [before = '', after = ''] = [from, to].map((profile) => hooksInOrder({ profile, ...of }, part));
      if (before === after) continue;
      const text = change(before || 'no hook', after || 'no hook').join('\n  ');
      const names = changes.get(text) ?? new Map<string, string[]>();
      const kind = part === 'undo' ? `${whose}, after a failed` : whose;
      changes.set(text, names.set(kind, [...(names.get(kind) ?? []), of.what]));
    }
  return [...changes].flatMap(([text, names]) => [
    ...[...names].map(([kind, topics]) => `${kind} ${topics.join(', ')}`),
    text,
  ]);
}

/** Every operation whose order may change: a guest's for each driver, a network's once. The daemon's own never do. */
const operations: readonly (Omit<HooksOf, 'profile'> & { readonly whose: string })[] = [
  ...guestDrivers.flatMap((driver) => topicsOf(undefined).map((what) => ({ whose: driver, driver, what }))),
  ...topicsOf('network').map((what) => ({ whose: 'network', driver: 'qemu' as GuestDriver, what })),
];

function topicsOf(driver: ReturnType<typeof ownDriver>): readonly ExplainTopic[] {
  return explainTopics.filter((what) => ownDriver(what) === driver);
}

function ranges(from: Profile, to: Profile): readonly string[] {
  const lists = [from.ranges, to.ranges] as const;
  return [
    ...lists[1].filter((range) => !lists[0].includes(range)),
    ...lists[0].filter((range) => !lists[1].includes(range)),
  ];
}
