import { isIP } from 'node:net';
import { LibvirtError } from '../protocol/errors.ts';
import type { ListenOptions } from '../transport/link.ts';

/**
 * Where a host listens, from its option: `ws://ADDRESS:PORT` (`wss://` by TLS), or `ws+unix://SOCKET:/` for a socket file.
 * @throws LibvirtError (invalid argument) for anything else.
 */
export function listenAddress(text: string): ListenOptions['at'] {
  const [, socket] = /^ws\+unix:\/\/(\/.+?)(?::\/)?$/.exec(text) ?? [];
  if (socket !== undefined) return { socket };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['ws:', 'wss:'].includes(url.protocol) || url.hostname === '')
    throw new LibvirtError(
      'invalid argument',
      `'${text}' is no address to listen on: give one such as ws://127.0.0.1:7001`,
    );
  // An URL drops the scheme's own port, so ws://host and ws://host:80 look alike; neither is what anybody means by "pick one".
  return {
    address: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (url.protocol === 'wss:' ? 443 : 80)),
  };
}

/** Whether only this machine can reach the address. */
export const isLoopback = (at: ListenOptions['at']): boolean =>
  'socket' in at ||
  at.address === 'localhost' ||
  at.address === '::1' ||
  (isIP(at.address) === 4 && at.address.startsWith('127.'));
