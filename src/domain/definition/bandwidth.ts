import { withAttributes, withChild } from '../../xml/edit.ts';
import { attribute, find, has } from '../../xml/read.ts';
import type { Definition } from './definition.ts';
import { describe } from './describe.ts';
import { changeEach, devicesOf } from './devices.ts';

/** How fast a network card may be, in kibibytes (per second, but for the burst); 0 is no limit. */
export const bandwidthKeys = [
  'inbound.average',
  'inbound.peak',
  'inbound.burst',
  'inbound.floor',
  'outbound.average',
  'outbound.peak',
  'outbound.burst',
] as const;
export type Bandwidth = Readonly<Partial<Record<(typeof bandwidthKeys)[number], number>>>;

/** What the card of that address may use; nothing is missing. */
export function bandwidthOf({ tree }: Definition, mac: string): Bandwidth {
  const card = devicesOf(tree, 'interface').find((device) => has(find(device, 'mac'), 'address', mac));
  const limit = (key: string) => {
    const [way = '', name = ''] = key.split('.');
    return Number(attribute(find(card, 'bandwidth', way), name) ?? 0);
  };
  return Object.fromEntries(bandwidthKeys.map((key) => [key, limit(key)]));
}

/** The definition with other limits for the card of that address; what is not named stays. */
export function withBandwidth({ driver, tree, complete }: Definition, mac: string, limits: Bandwidth): Definition {
  const changed = changeEach(tree, 'interface', (card) => {
    if (!has(find(card, 'mac'), 'address', mac)) return card;
    return Object.entries(limits).reduce((owner, [key, value]) => {
      const [way = '', name = ''] = key.split('.');
      return withChild(owner, 'bandwidth', (bandwidth) =>
        withChild(bandwidth, way, (part) => withAttributes(part, { [name]: value === 0 ? undefined : `${value}` })),
      );
    }, card);
  });
  return describe(driver, changed, complete);
}
