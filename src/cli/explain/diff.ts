import type { Profile } from '../../protocol/profiles/index.ts';
import { answers } from './answers.ts';
import { calledFor } from './called-for.ts';
import { changedOrders } from './changed-orders.ts';

/** What changed for a hook author from one release to another, in either direction. Ends with a newline. */
export function explainDiff(from: Profile, to: Profile): string {
  const sections = [
    section('Hooks that are called', calledFor(from, to)),
    section(
      'Order of the hooks',
      changedOrders(from, to).flatMap(({ of, before, after }) => [...of, ...change(before, after)]),
    ),
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

function ranges(from: Profile, to: Profile): readonly string[] {
  const added = to.ranges.filter((range) => !from.ranges.includes(range));
  return [...added, ...from.ranges.filter((range) => !to.ranges.includes(range))];
}
