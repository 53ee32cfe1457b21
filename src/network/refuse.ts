import { LibvirtError } from '../protocol/errors.ts';

/** The network driver's errors, by what they say is wrong. */
export const xmlError = (detail: string) => new LibvirtError('XML error', detail, 'network');
export const xmlDetail = (detail: string) => new LibvirtError('XML detail', detail, 'network');
export const unsupported = (detail: string) => new LibvirtError('config unsupported', detail, 'network');
export const internal = (detail: string) => new LibvirtError('internal error', detail, 'network');
export const invalid = (detail: string) => new LibvirtError('operation invalid', detail, 'network');

/** No network of that name or uuid; `by` is the sentence's end, for instance `name 'default'`. */
export const noNetwork = (by: string) => new LibvirtError('no network', `no network with matching ${by}`, 'network');
/** No port of that uuid on a network (virNetworkObjLookupPort), and one too many (virNetworkObjAddPort, whose words are these). */
export const noPort = (uuid: string) =>
  new LibvirtError('no network port', `Network port with UUID ${uuid} does not exist`, 'network');
export const portExists = (uuid: string) =>
  new LibvirtError('network port exists', `Network port with UUID ${uuid} already exists exists already`, 'network');
export const notActive = (name: string) => invalid(`network '${name}' is not active`);
