import { parseCookie } from '../protocol/cookie.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { ParamsOf } from '../protocol/messages.ts';

/**
 * A real libvirt prepares a QEMU for what only a QEMU can send; its cookie knows no journals.
 * @throws LibvirtError (operation unsupported) before anything is sent there.
 */
export function refuseForeign({
  cookie,
  uri,
  flags,
}: Pick<ParamsOf<'DomainMigratePerform3Params'>, 'cookie' | 'uri' | 'flags'>): void {
  if (uri.startsWith('unix:')) throw noSocket(uri.slice('unix:'.length));
  const { known, hostName } = parseCookie(cookie);
  const isOurs = !flags.includes('tunnelled') && /^(ws|wss|ws\+unix|memory|memory\+unix):/.test(uri);
  if (isOurs || Object.keys(known).length > 0) return;
  throw new LibvirtError(
    'operation unsupported',
    `${hostName || 'the destination'} is no host of hooklab, whose guests a QEMU cannot take: use --offline`,
    'qemu',
  );
}

/** Nobody leads a socket of this host to a guest of hooklab's. */
const noSocket = (path: string) =>
  new LibvirtError('system error', `Failed to connect socket to '${path}': No such file or directory`, 'rpc');
