import { type ErrorDomain, LibvirtError } from '../../protocol/errors.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';

/** What a URI opens: a driver of domains with everything beside it, or one of libvirt's other drivers alone. */
export interface OpenedUri {
  readonly uri: string;
  /** Whose domains the calls are about. */
  readonly driver: DomainDriver;
  /** The other driver, whose APIs alone the connection has; undefined for one of domains. */
  readonly alone?: ErrorDomain;
}

/**
 * The URI as a client asks for it, which has stripped transport and host (rpc.md section 7, trap 11).
 * @throws LibvirtError (no connection) for a driver that is not here, (internal error) for a path that it has not.
 */
export function openUri(uri: string): OpenedUri {
  const [, scheme = '', path = ''] = /^(\w+)(?:\+\w+)?:\/\/[^/?]*([^?]*)/.exec(uri) ?? [];
  const found = schemes.get(scheme);
  if (!found) throw new LibvirtError('no connection', uri, 'none');
  if (found.paths.includes(path)) return { uri: `${scheme}://${path}`, ...found.opens };
  const { word = `unexpected ${scheme}` } = found;
  throw new LibvirtError('internal error', `${word} URI path '${path}', try ${scheme}:///system`, 'none');
}

interface Scheme {
  readonly paths: readonly string[];
  readonly opens: Omit<OpenedUri, 'uri'>;
  /** How a wrong path is begun to be told. */
  readonly word?: string;
}

/** A daemon that is privileged serves its sessions too (virConnectValidateURIPath). */
const paths = ['/system', '/session'];
const alone = (part: ErrorDomain): Scheme => ({ paths, opens: { driver: 'qemu', alone: part } });

const schemes: ReadonlyMap<string, Scheme> = new Map<string, Scheme>([
  ['qemu', { paths, opens: { driver: 'qemu' } }],
  ['lxc', { paths: ['', '/', '/system'], opens: { driver: 'lxc' }, word: 'Unexpected LXC' }],
  ['network', alone('network')],
  ['storage', alone('storage')],
  ['interface', alone('interface')],
  ['nodedev', alone('node device')],
  ['nwfilter', alone('nwfilter')],
  ['secret', alone('secret')],
]);
