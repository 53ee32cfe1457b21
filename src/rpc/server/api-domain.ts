import type { ErrorDomain } from '../../protocol/errors.ts';

/** Which part of libvirt speaks when an API itself refuses: the VIR_FROM_THIS of the file that the API stands in. */
const parts: readonly (readonly [name: RegExp, domain: ErrorDomain])[] = [
  [/Checkpoint/, 'domain checkpoint'],
  [/Snapshot/, 'domain snapshot'],
  [/Storage/, 'storage'],
  [/NodeDevice|NodeNumOfDevices|NodeListDevices/, 'node device'],
  [/^Network|Networks$|NetworkEvent/, 'network'],
  [/^Interface|Interfaces$/, 'interface'],
  [/Secret/, 'secret'],
  [/NWFilter/, 'nwfilter'],
];

export const domainOfApi = (name: string): ErrorDomain =>
  parts.find(([pattern]) => pattern.test(name))?.[1] ?? 'domain config';
