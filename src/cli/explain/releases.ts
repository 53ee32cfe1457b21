import { type Profile, profileFor, releases } from '../../protocol/profiles/index.ts';
import type { HookDriver, Operation } from '../../protocol/vocabulary.ts';
import { answers } from './answers.ts';
import { calledFor } from './called-for.ts';
import { changedOrders } from './changed-orders.ts';

/** What one release changed for a hook author, against the one before it. */
export interface ReleaseChange {
  readonly release: string;
  /** Hooks that are called for more operations, or for fewer. */
  readonly called: readonly string[];
  /** Operations whose hooks come in another order now. */
  readonly orders: readonly string[];
  /** What else has another answer. */
  readonly answers: readonly { readonly question: string; readonly now: string }[];
  readonly source: string;
  /** Set where the exact release is not known. */
  readonly range?: string;
}

/** Before the first release there were no hooks. */
const none = {
  operations: { daemon: [], qemu: [], lxc: [], network: [], libxl: [], bhyve: [] } satisfies Record<
    HookDriver,
    readonly Operation[]
  >,
};

/** Every release that changed something, in order. */
export const releaseChanges = (): readonly ReleaseChange[] =>
  releases.map(({ release, cites, range }, at) => {
    const now = profileFor(release);
    const before = at > 0 ? profileFor(releases[at - 1]?.release) : undefined;
    return {
      release,
      called: calledFor(before ?? none, now),
      ...(before ? changesIn(before, now) : { orders: [], answers: [] }),
      source: cites,
      ...(range !== undefined && { range }),
    };
  });

const changesIn = (before: Profile, now: Profile) => ({
  orders: changedOrders(before, now).flatMap(({ of }) => of),
  answers: answers(before, now).map(({ question, after }) => ({ question, now: after })),
});

/** The same as text: what `hooklab explain --releases` prints. */
export const releasesText = (): string => `${releaseChanges().map(asText).join('\n\n')}\n`;

function asText({ release, called, orders, answers, source, range }: ReleaseChange): string {
  const lines = [
    ...called,
    ...orders.map((operation) => `another order: ${operation}`),
    ...answers.map(({ question, now }) => `${question}: ${now}`),
    `source: ${source}`,
    ...(range === undefined ? [] : [`only known to lie between two releases: ${range}`]),
  ];
  return [release, ...lines.map((line) => `  ${line}`)].join('\n');
}
