import { LibvirtError } from '../../protocol/errors.ts';
import type { Call } from '../server/call.ts';
import { checkFlags, has, infoOf, who } from '../server/guests.ts';
import { bounds } from '../types/bounds.ts';
import type { DomainValue } from '../types/common.ts';
import { domain, optionalString, string } from '../types/common.ts';
import { type TypedParameter, typedParameters, valuesOf } from '../types/typed-parameter.ts';
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
  DomainManagedSave: writes(182, '0.8.0', { dom: domain, flags: uint }, {}, (call, { dom, flags }) =>
    call.ask('DomainManagedSave', { ...who(call, dom), ...restored(call, flags) }),
  ),
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
    (call, { dom, to, dxml, flags }) => save(call, dom, { path: to, dxml, flags }),
  ),
  DomainRestoreFlags: writes(
    233,
    '0.9.4',
    { from: string, dxml: optionalString, flags: uint },
    {},
    (call, { from, dxml, flags }) => restore(call, { path: from, dxml, flags }),
  ),
  DomainSaveImageDefineXML: writes(
    236,
    '0.9.4',
    { file: string, dxml: string, flags: uint },
    {},
    (call, { file: path, dxml: xml, flags }) =>
      call.ask('DomainSaveImageDefineXML', { driver: call.driver, path, xml, ...rewritten(call, flags) }),
  ),
  DomainCoreDumpWithFormat: writes(
    334,
    '1.2.3',
    { dom: domain, to: string, dumpformat: uint, flags: uint },
    {},
    (call, { dom, to, flags }) => coreDump(call, dom, to, flags),
  ),
  DomainManagedSaveGetXMLDesc: reads(
    388,
    '3.7.0',
    { dom: domain, flags: uint },
    { xml: string },
    (call, { dom, flags }) =>
      call.ask('DomainManagedSaveGetXMLDesc', { ...who(call, dom), secure: has(flags, secureXml) }),
  ),
  DomainManagedSaveDefineXML: writes(
    389,
    '3.7.0',
    { dom: domain, dxml: optionalString, flags: uint },
    {},
    (call, { dom, dxml, flags }) =>
      call.ask('DomainManagedSaveDefineXML', { ...who(call, dom), xml: dxml ?? '', ...rewritten(call, flags) }),
  ),
  DomainSaveParams: writes(
    440,
    '8.4.0',
    { dom: domain, params: typedParameters(bounds.domainSaveParams), flags: uint },
    {},
    (call, { dom, params, flags }) => save(call, dom, fileParameters(call, params, flags)),
  ),
  DomainRestoreParams: writes(
    441,
    '8.4.0',
    { params: typedParameters(bounds.domainSaveParams), flags: uint },
    {},
    (call, { params, flags }) => restore(call, fileParameters(call, params, flags)),
  ),
} as const;

/** virDomainSaveRestoreFlags. */
const flag = { bypassCache: 1, running: 2, paused: 4, resetNvram: 8 } as const;
const knownFlags = 15;
/** VIR_DOMAIN_SAVE_IMAGE_XML_SECURE. */
const secureXml = 1;
/** virDomainCoreDumpFlags. */
const dump = { crash: 1, live: 2, bypassCache: 4, reset: 8, memoryOnly: 16 } as const;

interface SaveFile {
  readonly path: string;
  readonly dxml: string | null;
  readonly flags: number;
}

/** The state that the image is restored to, where the flags choose one. */
function restored(call: Call, flags: number): { readonly restored?: 'running' | 'paused' } {
  checkFlags(call, flags, knownFlags);
  if (has(flags, flag.running)) return { restored: 'running' };
  return has(flags, flag.paused) ? { restored: 'paused' } : {};
}

/** The same of an image whose XML is replaced, which the client's call is checked for under its own name. */
function rewritten(call: Call, flags: number) {
  checkFlags({ ...call, api: 'virDomainSaveImageDefineXML' }, flags, flag.running | flag.paused);
  return restored(call, flags);
}

const save = (call: Call, dom: DomainValue, { path, dxml, flags }: SaveFile) =>
  call.ask('DomainSave', { ...who(call, dom), path, ...restored(call, flags), ...(dxml !== null && { xml: dxml }) });

const restore = (call: Call, { path, dxml, flags }: SaveFile) =>
  call.ask('DomainRestore', {
    ...{ driver: call.driver, path },
    ...restored(call, flags),
    ...(dxml !== null && { xml: dxml }),
  });

/** VIR_DOMAIN_SAVE_PARAM_FILE and _DXML. */
function fileParameters({ driver }: Call, params: readonly TypedParameter[], flags: number): SaveFile {
  const [path] = valuesOf(params, 'file');
  const [dxml = null] = valuesOf(params, 'dxml');
  if (typeof path === 'string' && (dxml === null || typeof dxml === 'string')) return { path, dxml, flags };
  throw new LibvirtError('operation unsupported', 'a save image needs a file', driver);
}

const coreDump = (call: Call, dom: DomainValue, path: string, flags: number) =>
  call.ask('DomainCoreDump', {
    ...who(call, dom),
    path,
    live: has(flags, dump.live),
    crash: has(flags, dump.crash),
    reset: has(flags, dump.reset),
  });
