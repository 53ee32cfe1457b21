import { join } from 'node:path';
import { LibvirtError } from '../../protocol/errors.ts';
import { createKept } from '../definitions/kept.ts';
import type { Means } from '../definitions/means.ts';
import { type Filter, filterXml, parseFilter } from './filter.ts';

/** The network filters of a host, kept where libvirt keeps them (virnwfilterobj.c). */
export interface Filters {
  all(): Promise<readonly Filter[]>;
  /** @throws LibvirtError (no network filter). */
  find(by: 'name' | 'uuid', key: string): Promise<Filter>;
  /** @throws LibvirtError (operation failed) when its name or uuid is another's. */
  define(xml: string): Promise<Filter>;
  undefine(filter: Filter): Promise<void>;
}

export function createFilters({ services: { paths, random }, store }: Means): Filters {
  const kept = createKept<Filter>({
    ...{ store, directory: join(paths.config, 'nwfilter'), format: filterXml, keyOf: ({ uuid }) => uuid },
    ...{ fileOf: ({ name }) => name, parse: (xml) => parseFilter(xml, random) },
  });
  const { all } = kept;
  return {
    all,
    async find(by, key) {
      const filter = (await all()).find((other) => other[by] === key);
      if (filter) return filter;
      throw new LibvirtError('no network filter', `no nwfilter with matching ${by} '${key}'`, 'nwfilter');
    },
    async define(xml) {
      const filter = parseFilter(xml, random);
      refuseTaken(await all(), filter);
      await kept.put(filter);
      return filter;
    },
    undefine: (filter) => kept.remove(filter),
  };
}

function refuseTaken(all: readonly Filter[], { name, uuid }: Filter): void {
  const same = all.find((other) => other.uuid === uuid);
  if (same && same.name !== name)
    throw failed(`filter with same UUID but different name ('${same.name}') already exists`);
  const namesake = all.find((other) => other.name === name);
  if (namesake && namesake.uuid !== uuid) throw failed(`filter '${name}' already exists with uuid ${namesake.uuid}`);
}

const failed = (text: string) => new LibvirtError('operation failed', text, 'nwfilter');
