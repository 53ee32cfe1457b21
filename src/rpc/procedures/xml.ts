import { domain, optionalString, string } from '../types/common.ts';
import { int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Definitions: kept, shown, renamed, forgotten, and the metadata in them. */
export const xmlRows = {
  DomainDefineXML: writes(11, '0.1.1', { xml: string }, { dom: domain }),
  DomainGetXMLDesc: reads(14, '0.0.3', { dom: domain, flags: uint }, { xml: string }),
  DomainUndefine: writes(35, '0.1.1', { dom: domain }, {}),
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
  ),
  DomainUndefineFlags: writes(231, '0.9.4', { dom: domain, flags: uint }, {}),
  DomainSaveImageGetXMLDesc: writes(235, '0.9.4', { file: string, flags: uint }, { xml: string }),
  DomainSaveImageDefineXML: writes(236, '0.9.4', { file: string, dxml: string, flags: uint }, {}),
  DomainSetMetadata: writes(
    264,
    '0.9.10',
    { dom: domain, type: int, metadata: optionalString, key: optionalString, uri: optionalString, flags: uint },
    {},
  ),
  DomainGetMetadata: reads(
    265,
    '0.9.10',
    { dom: domain, type: int, uri: optionalString, flags: uint },
    { metadata: string },
  ),
  DomainDefineXMLFlags: writes(350, '1.2.12', { xml: string, flags: uint }, { dom: domain }),
  DomainRename: writes(358, '1.2.19', { dom: domain, newName: optionalString, flags: uint }, { retcode: int }),
} as const;
