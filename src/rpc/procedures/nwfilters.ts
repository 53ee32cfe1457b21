import { LibvirtError } from '../../protocol/errors.ts';
import { bounds } from '../types/bounds.ts';
import { nwfilter, nwfilterBinding, string } from '../types/common.ts';
import { array, int, uint, uuid } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Network filters and their bindings. */
export const nwfiltersRows = {
  NWFilterLookupByName: reads(175, '0.8.0', { name: string }, { nwfilter }, async (_call, { name }) => {
    throw noFilter(`name '${name}'`);
  }),
  NWFilterLookupByUUID: reads(176, '0.8.0', { uuid }, { nwfilter }, async (_call, { uuid: key }) => {
    throw noFilter(`uuid '${key}'`);
  }),
  NWFilterGetXMLDesc: reads(177, '0.8.0', { nwfilter, flags: uint }, { xml: string }),
  ConnectNumOfNWFilters: reads(178, '0.8.0', {}, { num: int }, async () => ({ num: 0 })),
  ConnectListNWFilters: reads(
    179,
    '0.8.0',
    { maxnames: int },
    { names: array(string, bounds.nwfilterList) },
    async () => ({ names: [] }),
  ),
  NWFilterDefineXML: writes(180, '0.8.0', { xml: string }, { nwfilter }),
  NWFilterUndefine: writes(181, '0.8.0', { nwfilter }, {}),
  ConnectListAllNWFilters: reads(
    286,
    '0.10.2',
    { needResults: int, flags: uint },
    { filters: array(nwfilter, bounds.nwfilterList), ret: uint },
    async () => ({ filters: [], ret: 0 }),
  ),
  NWFilterBindingLookupByPortDev: reads(397, '4.5.0', { name: string }, { nwfilter: nwfilterBinding }),
  NWFilterBindingGetXMLDesc: reads(398, '4.5.0', { nwfilter: nwfilterBinding, flags: uint }, { xml: string }),
  NWFilterBindingCreateXML: writes(399, '4.5.0', { xml: string, flags: uint }, { nwfilter: nwfilterBinding }),
  NWFilterBindingDelete: writes(400, '4.5.0', { nwfilter: nwfilterBinding }, {}),
  ConnectListAllNWFilterBindings: reads(
    401,
    '4.5.0',
    { needResults: int, flags: uint },
    { bindings: array(nwfilterBinding, bounds.nwfilterBindingList), ret: uint },
    async () => ({ bindings: [], ret: 0 }),
  ),
  NWFilterDefineXMLFlags: writes(431, '7.7.0', { xml: string, flags: uint }, { nwfilter }),
} as const;

const noFilter = (what: string) =>
  new LibvirtError('no network filter', `no nwfilter with matching ${what}`, 'nwfilter');
