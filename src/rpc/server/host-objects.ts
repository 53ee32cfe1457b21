import type { Means } from '../definitions/means.ts';
import { type Bindings, createBindings } from '../nwfilters/bindings.ts';
import { createFilters, type Filters } from '../nwfilters/filters.ts';
import { createSecrets, type Secrets } from '../secrets/secrets.ts';
import { createPools, type Pools } from '../storage/pools.ts';

/** What clients of the remote protocol keep on a host beside domains and networks. Hooks hear of none of it. */
export interface HostObjects {
  readonly pools: Pools;
  readonly secrets: Secrets;
  readonly filters: Filters;
  readonly bindings: Bindings;
}

export const createHostObjects = (means: Means): HostObjects => ({
  pools: createPools(means.services),
  secrets: createSecrets(means),
  filters: createFilters(means),
  bindings: createBindings(means),
});
