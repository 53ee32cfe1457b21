import { LibvirtError } from '../../protocol/errors.ts';
import type { Call } from '../server/call.ts';
import { has, infoOf, who } from '../server/guests.ts';
import { bounds } from '../types/bounds.ts';
import type { DomainValue } from '../types/common.ts';
import { domain, optionalString, string } from '../types/common.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Guests in files: save images, managed or not, and core dumps. */
export const saveRows = {
  DomainCoreDump: writes(53, '0.1.9', { dom: domain, to: string, flags: uint }, {}, (call, { dom, to, flags }) =>
    coreDump(call, dom, to, flags),
  ),
  DomainRestore: writes(54, '0.0.3', { from: string }, {}, ({ driver, ask }, { from }) =>
    ask('DomainRestore', { driver, path: from }),
  ),
  DomainSave: writes(55, '0.0.3', { dom: domain, to: string }, {}, (call, { dom, to }) =>
    call.ask('DomainSave', { ...who(call, dom), path: to }),
  ),
  DomainManagedSave: writes(182, '0.8.0', { dom: domain, flags: uint }, {}, (call, { dom, flags }) => {
    refuseSaveOptions(call, null, flags);
    return call.ask('DomainManagedSave', who(call, dom));
  }),
  DomainHasManagedSaveImage: reads(
    183,
    '0.8.0',
    { dom: domain, flags: uint },
    { result: int },
    async (call, { dom }) => ({ result: (await infoOf(call, dom)).managedSave ? 1 : 0 }),
  ),
  DomainManagedSaveRemove: writes(184, '0.8.0', { dom: domain, flags: uint }, {}, (call, { dom }) =>
    call.ask('DomainManagedSaveRemove', who(call, dom)),
  ),
  DomainSaveFlags: writes(
    232,
    '0.9.4',
    { dom: domain, to: string, dxml: optionalString, flags: uint },
    {},
    (call, { dom, to, dxml, flags }) => {
      refuseSaveOptions(call, dxml, flags);
      return call.ask('DomainSave', { ...who(call, dom), path: to });
    },
  ),
  DomainRestoreFlags: writes(
    233,
    '0.9.4',
    { from: string, dxml: optionalString, flags: uint },
    {},
    (call, { from, dxml, flags }) => {
      refuseSaveOptions(call, null, flags);
      return call.ask('DomainRestore', { driver: call.driver, path: from, ...(dxml !== null && { xml: dxml }) });
    },
  ),
  DomainCoreDumpWithFormat: writes(
    334,
    '1.2.3',
    { dom: domain, to: string, dumpformat: uint, flags: uint },
    {},
    (call, { dom, to, flags }) => coreDump(call, dom, to, flags),
  ),
  DomainManagedSaveGetXMLDesc: reads(388, '3.7.0', { dom: domain, flags: uint }, { xml: string }),
  DomainManagedSaveDefineXML: writes(389, '3.7.0', { dom: domain, dxml: optionalString, flags: uint }, {}),
  DomainSaveParams: writes(
    440,
    '8.4.0',
    { dom: domain, params: typedParameters(bounds.domainSaveParams), flags: uint },
    {},
  ),
  DomainRestoreParams: writes(441, '8.4.0', { params: typedParameters(bounds.domainSaveParams), flags: uint }, {}),
} as const;

/** virDomainSaveRestoreFlags: running and paused choose the state that the image is restored to. */
const changesState = 2 | 4;
/** virDomainCoreDumpFlags. */
const dump = { crash: 1, live: 2, bypassCache: 4, reset: 8, memoryOnly: 16 } as const;

/** An image of hooklab's is restored as the guest was saved, and with the XML it was saved with. */
function refuseSaveOptions({ driver, api }: Call, dxml: string | null, flags: number): void {
  if (dxml !== null || has(flags, changesState))
    throw new LibvirtError('operation unsupported', `${api} here saves the guest as it is`, driver);
}

const coreDump = (call: Call, dom: DomainValue, path: string, flags: number) =>
  call.ask('DomainCoreDump', {
    ...who(call, dom),
    path,
    live: has(flags, dump.live),
    crash: has(flags, dump.crash),
    reset: has(flags, dump.reset),
  });
