import { LibvirtError } from '../protocol/errors.ts';
import type { ReadConf } from './conf/read-conf.ts';

export type Authentication = 'none' | 'sasl' | 'polkit';

/** @throws LibvirtError (config unsupported) for a word that names no authentication. */
export function authOf(conf: ReadConf, key: string): Authentication | undefined {
  const word = conf.text(key);
  if (word === undefined || word === 'none' || word === 'sasl' || word === 'polkit') return word;
  throw new LibvirtError('config unsupported', `${conf.file}: ${key}: unsupported auth ${word}`);
}

/** Permissions as an octal number. @throws LibvirtError as daemonSetupNetworking words it. */
export function modeOf(text: string): number {
  if (/^0*[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  throw new LibvirtError('system error', `Failed to parse mode '${text}'`);
}

/** A port by number or by one of libvirt's two names for its own. @throws LibvirtError for any other name. */
export function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : services[text];
  if (port !== undefined && port <= 65_535) return port;
  throw new LibvirtError(
    'system error',
    `Unable to resolve address '(null)' service '${text}': Servname not supported for ai_socktype`,
  );
}

/** As /etc/services has them where libvirt's package adds itself. */
const services: Readonly<Record<string, number>> = { libvirt: 16_509, 'libvirt-tls': 16_514 };
