import { bounds } from '../types/bounds.ts';
import { domain, optionalString, string } from '../types/common.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { int, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Guests in files: save images, managed or not, and core dumps. */
export const saveRows = {
  DomainCoreDump: writes(53, '0.1.9', { dom: domain, to: string, flags: uint }, {}),
  DomainRestore: writes(54, '0.0.3', { from: string }, {}),
  DomainSave: writes(55, '0.0.3', { dom: domain, to: string }, {}),
  DomainManagedSave: writes(182, '0.8.0', { dom: domain, flags: uint }, {}),
  DomainHasManagedSaveImage: reads(183, '0.8.0', { dom: domain, flags: uint }, { result: int }),
  DomainManagedSaveRemove: writes(184, '0.8.0', { dom: domain, flags: uint }, {}),
  DomainSaveFlags: writes(232, '0.9.4', { dom: domain, to: string, dxml: optionalString, flags: uint }, {}),
  DomainRestoreFlags: writes(233, '0.9.4', { from: string, dxml: optionalString, flags: uint }, {}),
  DomainCoreDumpWithFormat: writes(334, '1.2.3', { dom: domain, to: string, dumpformat: uint, flags: uint }, {}),
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
