import type { ErrorValue } from '../../protocol/errors.ts';
import { int, optional, struct, type ValueOf } from '../xdr/index.ts';
import { domain, network, optionalString } from './common.ts';

/** remote_error: what a packet of status `error` carries. */
export const remoteError = struct({
  code: int,
  domain: int,
  message: optionalString,
  level: int,
  dom: optional(domain),
  str1: optionalString,
  str2: optionalString,
  str3: optionalString,
  int1: int,
  int2: int,
  net: optional(network),
});
export type RemoteError = ValueOf<typeof remoteError>;

/** The error as libvirtd sends it: level 2 (error), its format and its argument, and always a message (go-libvirt wants one). */
export const toRemoteError = ({ code, domain, message }: ErrorValue): RemoteError => ({
  code,
  domain,
  message,
  level: 2,
  dom: null,
  str1: '%s',
  str2: message,
  str3: null,
  int1: -1,
  int2: -1,
  net: null,
});

/** The error as a client knows it; one without text is an internal error without words. */
export const fromRemoteError = ({ code, domain, message }: RemoteError): ErrorValue => ({
  code,
  domain,
  message: message ?? '',
});
