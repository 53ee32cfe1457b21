import { bounds } from '../types/bounds.ts';
import { domain, string } from '../types/common.ts';
import { array, int, uint, uuid } from '../xdr/index.ts';
import { reads } from './row.ts';

/** Which domains there are, and which one a client means. */
export const listsRows = {
  ConnectListDefinedDomains: reads(21, '0.1.1', { maxnames: int }, { names: array(string, bounds.domainList) }),
  DomainLookupByID: reads(22, '0.0.3', { id: int }, { dom: domain }),
  DomainLookupByName: reads(23, '0.0.3', { name: string }, { dom: domain }),
  DomainLookupByUUID: reads(24, '0.0.5', { uuid }, { dom: domain }),
  ConnectNumOfDefinedDomains: reads(25, '0.1.5', {}, { num: int }),
  ConnectListDomains: reads(37, '0.0.3', { maxids: int }, { ids: array(int, bounds.domainList) }),
  ConnectNumOfDomains: reads(51, '0.0.3', {}, { num: int }),
  ConnectListAllDomains: reads(
    273,
    '0.9.13',
    { needResults: int, flags: uint },
    { domains: array(domain, bounds.domainList), ret: uint },
  ),
} as const;
