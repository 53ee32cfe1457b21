import type { Call } from '../server/call.ts';
import { domainListFlags, listed } from '../server/domain-list.ts';
import { asDomain } from '../server/guests.ts';
import { bounds } from '../types/bounds.ts';
import { domain, string } from '../types/common.ts';
import { array, int, uint, uuid } from '../xdr/index.ts';
import { reads } from './row.ts';

/** Which domains there are, and which one a client means. */
export const listsRows = {
  ConnectListDefinedDomains: reads(
    21,
    '0.1.1',
    { maxnames: int },
    { names: array(string, bounds.domainList) },
    async (call, { maxnames }) => ({
      names: (await listed(call, inactive)).slice(0, Math.max(0, maxnames)).map(({ name }) => name),
    }),
  ),
  DomainLookupByID: reads(22, '0.0.3', { id: int }, { dom: domain }, (call, { id }) => lookup(call, 'id', String(id))),
  DomainLookupByName: reads(23, '0.0.3', { name: string }, { dom: domain }, (call, { name }) =>
    lookup(call, 'name', name),
  ),
  DomainLookupByUUID: reads(24, '0.0.5', { uuid }, { dom: domain }, (call, { uuid: key }) => lookup(call, 'uuid', key)),
  ConnectNumOfDefinedDomains: reads(25, '0.1.5', {}, { num: int }, async (call) => ({
    num: (await listed(call, inactive)).length,
  })),
  ConnectListDomains: reads(
    37,
    '0.0.3',
    { maxids: int },
    { ids: array(int, bounds.domainList) },
    async (call, { maxids }) => ({
      ids: (await listed(call, active)).slice(0, Math.max(0, maxids)).map(({ id }) => id ?? -1),
    }),
  ),
  ConnectNumOfDomains: reads(51, '0.0.3', {}, { num: int }, async (call) => ({
    num: (await listed(call, active)).length,
  })),
  ConnectListAllDomains: reads(
    273,
    '0.9.13',
    { needResults: int, flags: uint },
    { domains: array(domain, bounds.domainList), ret: uint },
    async (call, { needResults, flags }) => {
      const domains = (await listed(call, flags)).map(asDomain);
      return { domains: needResults ? domains : [], ret: domains.length };
    },
  ),
} as const;

const { active, inactive } = domainListFlags;

/**
 * libvirt looks at a domain with its lock held, so even this waits while a hook of that guest runs, and finds the guest as
 * it is then (virDomainObjListFindByName; recording 5b-same-domain-start-sleeps).
 */
async function lookup({ driver, ask }: Call, by: 'id' | 'uuid' | 'name', key: string) {
  const find = () => ask('DomainLookup', { driver, key, by });
  const { uuid } = await find();
  await ask('DomainGetState', { driver, uuid }).catch(() => undefined);
  return { dom: asDomain(await find()) };
}
