import { isIP } from 'node:net';
import { LibvirtError } from '../protocol/errors.ts';

/** Where a host listens, from its `ws://ADDRESS:PORT` option. @throws LibvirtError (invalid argument) for anything else. */
export function listenAddress(text: string): { address: string; port: number } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'ws:' || url.hostname === '')
    throw new LibvirtError(
      'invalid argument',
      `'${text}' is no address to listen on: give one such as ws://127.0.0.1:7001`,
    );
  // An URL drops the scheme's own port, so ws://host and ws://host:80 look alike; neither is what anybody means by "pick one".
  return { address: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 80 : Number(url.port) };
}

/** Whether only this machine can reach the address. */
export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
