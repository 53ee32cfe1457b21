import type { Profile } from '../../protocol/profiles/index.ts';
import { type GuestDriver, guestDrivers } from '../../protocol/vocabulary.ts';
import { type HooksOf, hooksInOrder } from './hooks-in-order.ts';
import { explainTopics, ownDriver } from './topics.ts';

/** Operations whose hooks changed in the same way, and how. */
export interface ChangedOrder {
  /** For instance `qemu migrate, migrate --p2p`, a line for each driver. */
  readonly of: readonly string[];
  readonly before: string;
  readonly after: string;
}

/** Which operations call their hooks in another order, as moves and after a failure. */
export function changedOrders(from: Profile, to: Profile): readonly ChangedOrder[] {
  const changes = new Map<string, { before: string; after: string; names: Map<string, string[]> }>();
  for (const { whose, ...of } of operations)
    for (const part of ['moves', 'undo'] as const) {
      const [before = '', after = ''] = [from, to].map((profile) => hooksInOrder({ profile, ...of }, part));
      if (before === after) continue;
      const key = `${before}\n${after}`;
      const change = changes.get(key) ?? { before, after, names: new Map<string, string[]>() };
      const kind = part === 'undo' ? `${whose}, after a failed` : whose;
      changes.set(key, change);
      change.names.set(kind, [...(change.names.get(kind) ?? []), of.what]);
    }
  return [...changes.values()].map(({ names, before, after }) => ({
    of: [...names].map(([kind, topics]) => `${kind} ${topics.join(', ')}`),
    before: before || 'no hook',
    after: after || 'no hook',
  }));
}

/** Every operation whose order may change: a guest's for each driver, a network's once. The daemon's own never do. */
const operations: readonly (Omit<HooksOf, 'profile'> & { readonly whose: string })[] = [
  ...guestDrivers.flatMap((driver) => topicsOf(undefined).map((what) => ({ whose: driver, driver, what }))),
  ...topicsOf('network').map((what) => ({ whose: 'network', driver: 'qemu' as GuestDriver, what })),
];

function topicsOf(driver: ReturnType<typeof ownDriver>) {
  return explainTopics.filter((what) => ownDriver(what) === driver);
}
