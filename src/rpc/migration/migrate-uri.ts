import { LibvirtError } from '../../protocol/errors.ts';

/**
 * Where the source sends the guest's state. Its way and its port are the host's own; a host name that the user gave with
 * `--migrateuri tcp://NAME` is how the source reaches it.
 * @throws LibvirtError for a URI that libvirt does not take (qemuMigrationDstPrepareDirect).
 */
export function uriFor(waiting: string, given: string | undefined): string {
  const host = given === undefined ? undefined : hostOf(given);
  return host === undefined || waiting === ''
    ? waiting
    : waiting.replace(/^(\w+:\/\/)[^/]*?(:\d+)?(?=\/|$)/, `$1${host}$2`);
}

/** @throws LibvirtError before anything has happened, for a URI that no migration can use. */
export function checkMigrateUri(given: string | undefined): void {
  if (given !== undefined) hostOf(given);
}

function hostOf(given: string): string | undefined {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/s.exec(given) ?? [];
  if (scheme === undefined) throw invalid(`missing scheme in migration URI: ${given}`);
  if (/^wss?$/.test(scheme)) return undefined;
  if (scheme === 'unix')
    throw new LibvirtError('argument unsupported', `UNIX socket in migration URI: ${given}`, 'qemu');
  if (scheme !== 'tcp' && scheme !== 'rdma')
    throw new LibvirtError('argument unsupported', `unsupported scheme ${scheme} in migration URI ${given}`, 'qemu');
  // Old releases wrote tcp:host:port.
  const host = /^(?:\/\/)?(\[[^\]]+\]|[^:/?]+)/.exec(rest)?.[1];
  if (host === undefined) throw invalid(`missing host in migration URI: ${given}`);
  return host;
}

const invalid = (text: string) => new LibvirtError('invalid argument', text, 'qemu');
