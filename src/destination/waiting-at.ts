import { type Definition, find } from '../domain/definition/index.ts';
import type { GuestSpec, IncomingGuest } from '../domain/runner/index.ts';
import type { Services } from '../player/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { type MigrateUri, parseMigrateUri } from '../protocol/migrate-uri.ts';
import { errorCode, strerror } from '../protocol/system-errors.ts';

/** Where the user wants an incoming guest to wait; the host's own address and range of ports otherwise. */
export interface Place extends Partial<MigrateUri> {
  readonly listen?: string;
}

/** @throws LibvirtError for a `--migrateuri` that libvirt does not take. */
export function placeOf({ migrateUri, listenAddress }: { migrateUri?: string; listenAddress?: string }): Place {
  const asked = migrateUri === undefined ? undefined : parseMigrateUri(migrateUri);
  return { ...asked, ...(listenAddress !== undefined && { listen: listenAddress }) };
}

/** @throws LibvirtError (operation invalid) for RDMA, which locks all of a guest's memory (qemuMigrationDstPrepareAny). */
export function refusePlace({ rdma }: Place, { tree }: Definition): void {
  if (rdma && !find(tree, 'memtune', 'hard_limit'))
    throw new LibvirtError('operation invalid', 'cannot start RDMA migration with no memory hard limit set', 'qemu');
}

/** A guest that waits for its state there. @throws LibvirtError in QEMU's words where it cannot. */
export async function waitingAt(
  { runner, address, listenAddress }: Services,
  { host, listen, port, socket }: Place,
  spec: GuestSpec,
): Promise<IncomingGuest> {
  try {
    const guest = await runner.incoming(spec, {
      address: host ?? address,
      listen: listen ?? listenAddress,
      ...(port !== undefined && { port }),
    });
    return socket === undefined ? guest : Object.assign(guest, { uri: `unix:${socket}` });
  } catch (error) {
    const why = listen === undefined && port === undefined ? undefined : refusal(error, listen ?? listenAddress);
    throw why === undefined ? error : new LibvirtError('internal error', `${command}: ${why}`, 'qemu');
  }
}

const command = "unable to execute QEMU command 'migrate-incoming'";

/** inet_listen_saddr's words (recordings 3b-listen-address-bad, 6a-listen); undefined for what is no matter of sockets. */
function refusal(error: unknown, listen: string): string | undefined {
  if (!(error instanceof LibvirtError)) return undefined;
  if (/^Unable to find an unused port/.test(error.message.replace('internal error: ', '')))
    return 'Failed to find an available port: Address already in use';
  if (/Unable to resolve address/.test(error.message))
    return `address resolution failed for ${listen}:49152: ${error.message.split(': ').at(-1)}`;
  const code = errorCode(error.cause);
  const words = code && strerror(code);
  const last = words ?? (/Unable to bind to port/.test(error.message) ? error.message.split(': ').at(-1) : undefined);
  return last && `Failed to bind socket: ${last}`;
}
