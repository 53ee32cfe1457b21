import type { Means } from '../definitions/means.ts';
import { type Bindings, createBindings } from '../nwfilters/bindings.ts';
import { createFilters, type Filters } from '../nwfilters/filters.ts';
import { createSecrets, type Secrets } from '../secrets/secrets.ts';
import { createPools, type Pools } from '../storage/pools.ts';
import { type Announcements, createAnnouncements } from './announcements.ts';
import { announceNetworks, announcingPools, announcingSecrets } from './announcing.ts';

/** What clients of the remote protocol keep on a host beside domains and networks. Hooks hear of none of it. */
export interface HostObjects {
  readonly pools: Pools;
  readonly secrets: Secrets;
  readonly filters: Filters;
  readonly bindings: Bindings;
  /** What happens to them, and to networks. */
  readonly announcements: Announcements;
}

export function createHostObjects(means: Means): HostObjects {
  const announcements = createAnnouncements();
  announceNetworks(means.services.networks, announcements);
  return {
    announcements,
    pools: announcingPools(createPools(means), announcements),
    secrets: announcingSecrets(createSecrets(means), announcements),
    filters: createFilters(means),
    bindings: createBindings(means),
  };
}
