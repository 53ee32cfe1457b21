import { bindingXml } from '../nwfilters/bindings.ts';
import { filterXml } from '../nwfilters/filter.ts';
import type { Call } from '../server/call.ts';
import { bounds } from '../types/bounds.ts';
import { type NwfilterValue, nwfilter, nwfilterBinding, string } from '../types/common.ts';
import { array, int, uint, uuid } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Network filters and their bindings. */
export const nwfiltersRows = {
  NWFilterLookupByName: reads(175, '0.8.0', { name: string }, { nwfilter }, async ({ filters }, { name }) => ({
    nwfilter: await filters.find('name', name),
  })),
  NWFilterLookupByUUID: reads(176, '0.8.0', { uuid }, { nwfilter }, async ({ filters }, { uuid: key }) => ({
    nwfilter: await filters.find('uuid', key),
  })),
  NWFilterGetXMLDesc: reads(177, '0.8.0', { nwfilter, flags: uint }, { xml: string }, async (call, args) => ({
    xml: filterXml(await found(call, args.nwfilter)),
  })),
  ConnectNumOfNWFilters: reads(178, '0.8.0', {}, { num: int }, async ({ filters }) => ({
    num: (await filters.all()).length,
  })),
  ConnectListNWFilters: reads(
    179,
    '0.8.0',
    { maxnames: int },
    { names: array(string, bounds.nwfilterList) },
    async ({ filters }, { maxnames }) => ({
      names: (await filters.all()).slice(0, Math.max(0, maxnames)).map(({ name }) => name),
    }),
  ),
  NWFilterDefineXML: writes(180, '0.8.0', { xml: string }, { nwfilter }, async ({ filters }, { xml }) => ({
    nwfilter: await filters.define(xml),
  })),
  NWFilterUndefine: writes(181, '0.8.0', { nwfilter }, {}, async (call, args) => {
    await call.filters.undefine(await found(call, args.nwfilter));
    return {};
  }),
  ConnectListAllNWFilters: reads(
    286,
    '0.10.2',
    { needResults: int, flags: uint },
    { filters: array(nwfilter, bounds.nwfilterList), ret: uint },
    async ({ filters }, { needResults }) => {
      const all = await filters.all();
      return { filters: needResults ? all : [], ret: all.length };
    },
  ),
  NWFilterBindingLookupByPortDev: reads(
    397,
    '4.5.0',
    { name: string },
    { nwfilter: nwfilterBinding },
    async ({ bindings }, { name }) => ({ nwfilter: await bindings.find(name) }),
  ),
  NWFilterBindingGetXMLDesc: reads(
    398,
    '4.5.0',
    { nwfilter: nwfilterBinding, flags: uint },
    { xml: string },
    async ({ bindings }, { nwfilter: { portdev } }) => ({ xml: bindingXml(await bindings.find(portdev)) }),
  ),
  NWFilterBindingCreateXML: writes(
    399,
    '4.5.0',
    { xml: string, flags: uint },
    { nwfilter: nwfilterBinding },
    async ({ bindings }, { xml }) => ({ nwfilter: await bindings.create(xml) }),
  ),
  NWFilterBindingDelete: writes(
    400,
    '4.5.0',
    { nwfilter: nwfilterBinding },
    {},
    async ({ bindings }, { nwfilter: { portdev } }) => {
      await bindings.remove(await bindings.find(portdev));
      return {};
    },
  ),
  ConnectListAllNWFilterBindings: reads(
    401,
    '4.5.0',
    { needResults: int, flags: uint },
    { bindings: array(nwfilterBinding, bounds.nwfilterBindingList), ret: uint },
    async ({ bindings }, { needResults }) => {
      const all = await bindings.all();
      return { bindings: needResults ? all : [], ret: all.length };
    },
  ),
  NWFilterDefineXMLFlags: writes(
    431,
    '7.7.0',
    { xml: string, flags: uint },
    { nwfilter },
    async ({ filters }, { xml }) => ({ nwfilter: await filters.define(xml) }),
  ),
} as const;

const found = ({ filters }: Call, { uuid: key }: NwfilterValue) => filters.find('uuid', key);
