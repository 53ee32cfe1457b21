import { LibvirtError } from '../../protocol/errors.ts';
import { metadataTypes } from '../../protocol/messages.ts';
import type { Call } from '../server/call.ts';
import { asDomain, checkFlags, has, notSupported, who } from '../server/guests.ts';
import type { DomainValue } from '../types/common.ts';
import { domain, optionalString, string } from '../types/common.ts';
import { int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Definitions: kept, shown, renamed, forgotten, and the metadata in them. */
export const xmlRows = {
  DomainDefineXML: writes(11, '0.1.1', { xml: string }, { dom: domain }, (call, { xml }) => define(call, xml, 0)),
  DomainGetXMLDesc: reads(14, '0.0.3', { dom: domain, flags: uint }, { xml: string }, getXml),
  DomainUndefine: writes(35, '0.1.1', { dom: domain }, {}, (call, { dom }) =>
    call.ask('DomainUndefineFlags', who(call, dom)),
  ),
  ConnectDomainXMLFromNative: writes(
    135,
    '0.6.4',
    { nativeFormat: string, nativeConfig: string, flags: uint },
    { domainXml: string },
  ),
  ConnectDomainXMLToNative: writes(
    136,
    '0.6.4',
    { nativeFormat: string, domainXml: string, flags: uint },
    { nativeConfig: string },
    toNative,
  ),
  DomainUndefineFlags: writes(231, '0.9.4', { dom: domain, flags: uint }, {}, (call, { dom, flags }) => {
    checkFlags(call, flags, undefineFlags);
    return call.ask('DomainUndefineFlags', { ...who(call, dom), managedSave: has(flags, undefineManagedSave) });
  }),
  DomainSaveImageGetXMLDesc: writes(
    235,
    '0.9.4',
    { file: string, flags: uint },
    { xml: string },
    ({ driver, ask }, { file, flags }) =>
      ask('DomainSaveImageGetXMLDesc', { driver, path: file, secure: has(flags, xmlFlags.secure) }),
  ),
  DomainSetMetadata: writes(
    264,
    '0.9.10',
    { dom: domain, type: int, metadata: optionalString, key: optionalString, uri: optionalString, flags: uint },
    {},
    setMetadata,
  ),
  DomainGetMetadata: reads(
    265,
    '0.9.10',
    { dom: domain, type: int, uri: optionalString, flags: uint },
    { metadata: string },
    getMetadata,
  ),
  DomainDefineXMLFlags: writes(350, '1.2.12', { xml: string, flags: uint }, { dom: domain }, (call, { xml, flags }) =>
    define(call, xml, flags),
  ),
  DomainRename: writes(358, '1.2.19', { dom: domain, newName: optionalString, flags: uint }, { retcode: int }, rename),
} as const;

/** VIR_DOMAIN_DEFINE_VALIDATE. */
const defineFlags = 1;
/** virDomainUndefineFlagsValues: snapshots, firmware variables and checkpoints there are none of. */
const undefineFlags = 0x7f;
const undefineManagedSave = 1;
/** virDomainXMLFlags. */
const xmlFlags = { secure: 1, inactive: 2, updateCpu: 4, migratable: 8 } as const;
const knownXmlFlags = 15;
/** virDomainModificationImpact. */
const impact = { live: 1, config: 2 } as const;

async function define(call: Call, xml: string, flags: number) {
  checkFlags(call, flags, defineFlags);
  return { dom: asDomain(await call.ask('DomainDefineXML', { driver: call.driver, xml })) };
}

async function getXml(call: Call, { dom, flags }: { dom: DomainValue; flags: number }) {
  checkFlags(call, flags, knownXmlFlags);
  const secure = has(flags, xmlFlags.secure);
  const migratable = has(flags, xmlFlags.migratable);
  if (call.session.opened.readOnly && (secure || migratable))
    throw new LibvirtError('operation denied', `${call.api} with secure flag`, 'domain config');
  return call.ask('DomainGetXMLDesc', {
    ...who(call, dom),
    ...{ secure, migratable, inactive: has(flags, xmlFlags.inactive) },
  });
}

const about = (call: Call, dom: DomainValue, type: number, flags: number) => ({
  ...who(call, dom),
  type: metadataType(type),
  live: has(flags, impact.live),
  config: has(flags, impact.config),
});

function metadataType(type: number) {
  const known = metadataTypes[type];
  if (known) return known;
  throw new LibvirtError('invalid argument', `invalid argument: unknown metadata type '${type}'`, 'domain config');
}

function getMetadata(call: Call, { dom, type, uri, flags }: GetMetadata) {
  return call.ask('DomainGetMetadata', { ...about(call, dom, type, flags), ...(uri !== null && { uri }) });
}

function setMetadata(call: Call, { dom, type, metadata, key, uri, flags }: SetMetadata) {
  return call.ask('DomainSetMetadata', {
    ...about(call, dom, type, flags),
    ...(metadata !== null && { metadata }),
    ...(key !== null && { key }),
    ...(uri !== null && { uri }),
  });
}

interface GetMetadata {
  readonly dom: DomainValue;
  readonly type: number;
  readonly uri: string | null;
  readonly flags: number;
}
interface SetMetadata extends GetMetadata {
  readonly metadata: string | null;
  readonly key: string | null;
}

async function rename(call: Call, { dom, newName }: { dom: DomainValue; newName: string | null }) {
  await call.ask('DomainRename', { ...who(call, dom), newName: newName ?? '' });
  return { retcode: 0 };
}

/** There is no QEMU whose command line it would be (qemuConnectDomainXMLToNative). */
async function toNative(call: Call, { nativeFormat }: { nativeFormat: string }): Promise<never> {
  if (call.driver !== 'qemu' || nativeFormat === 'qemu-argv') throw notSupported(call);
  const text = `invalid argument: unsupported config type ${nativeFormat}`;
  throw new LibvirtError('invalid argument', text, 'qemu');
}
