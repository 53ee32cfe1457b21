import type { Door, Inside } from '../host/door.ts';
import { isLoopback } from '../host/listen-address.ts';
import { hostDefaults } from '../host/options.ts';
import type { ProcessOptions } from '../host/process-options.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { openRpcDoor, type RpcAddress } from './door.ts';

/**
 * The doors that `--socket` and `--tcp` ask for. A host runs scripts, so an address that others reach is opened only where
 * the options say in so many words that anybody may come in.
 * @throws LibvirtError (invalid argument) for an address that is none, or one that others reach without that.
 */
export function rpcDoors(
  { socket, tcp, tcpAuth, keepalive }: ProcessOptions,
  onOpen: (addresses: readonly string[]) => void,
): readonly Door[] {
  if (socket === undefined && tcp === undefined) return [];
  const at = tcp === undefined ? undefined : rpcAddress(tcp);
  const isPublic = at !== undefined && !isLoopback(at);
  if (isPublic && tcpAuth !== 'none') throw wantsAuth(tcp ?? '');
  const door = openRpcDoor({
    ...(socket !== undefined && { unix: { path: socket }, readOnly: { path: `${socket}-ro` } }),
    ...(at && { tcp: [at] }),
    ...(keepalive !== undefined && { keepalive: { ...hostDefaults.keepalive, intervalSeconds: keepalive } }),
    onOpen,
  });
  return [isPublic ? warned(door, tcp ?? '') : door];
}

/** `ADDRESS:PORT`, an IPv6 address in brackets. @throws LibvirtError (invalid argument) for anything else. */
export function rpcAddress(text: string): RpcAddress {
  const [, address, port] = /^(?:\[([0-9a-f:.%]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(text)?.filter(Boolean) ?? [];
  if (address !== undefined && Number(port) <= 65_535) return { address, port: Number(port) };
  throw new LibvirtError(
    'invalid argument',
    `'${text}' is no address for libvirt's clients: give one such as 127.0.0.1:16509`,
  );
}

const wantsAuth = (tcp: string) =>
  new LibvirtError(
    'invalid argument',
    `a host runs scripts, so it lets libvirt's clients in at ${tcp}, which others can reach, only with --tcp-auth none`,
  );

/** The door, with a warning in the log of who may come in by it. */
const warned =
  (door: Door, tcp: string): Door =>
  (inside: Inside) => {
    const text = `hooklab : anybody who reaches ${tcp} may use this host, and so run its hook scripts (--tcp-auth none)`;
    inside.services.log({ level: 'warning', text });
    return door(inside);
  };
