import { LibvirtError } from './errors.ts';

/** Where a guest is to wait for its state, as a user says with `--migrateuri`. */
export interface MigrateUri {
  /** How the source reaches the destination. */
  readonly host?: string;
  /** The port that the guest waits on; a free one of the host's range unless given. */
  readonly port?: number;
  readonly rdma?: true;
  /** A socket that somebody is to lead there from the source, `unix:PATH`. */
  readonly socket?: string;
}

/**
 * `tcp://HOST[:PORT]`, `tcp:HOST[:PORT]` as old releases write it, and `unix:PATH`; undefined for an address of hooklab's own.
 * @throws LibvirtError for a URI that libvirt does not take (qemuMigrationDstPrepareDirect).
 */
export function parseMigrateUri(text: string): MigrateUri | undefined {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/s.exec(text) ?? [];
  if (scheme === undefined) throw invalid(`invalid argument: missing scheme in migration URI: ${text}`);
  if (/^wss?$/.test(scheme)) return undefined;
  if (scheme === 'unix') return { socket: rest.replace(/^\/\/(?=\/)/, '') };
  if (scheme !== 'tcp' && scheme !== 'rdma') throw unsupported(`unsupported scheme ${scheme} in migration URI ${text}`);
  const [, bracketed, plain, port] = /^(?:\/\/)?(?:\[([^\]]+)\]|([^:/?]+))(?::(\d+))?/.exec(rest) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw invalid(`invalid argument: missing host in migration URI: ${text}`);
  const number = Number(port);
  return { host, ...(number > 0 && number <= 65_535 && { port: number }), ...(scheme === 'rdma' && { rdma: true }) };
}

const invalid = (text: string) => new LibvirtError('invalid argument', text, 'qemu');
const unsupported = (text: string) => new LibvirtError('argument unsupported', text, 'qemu');
