import type { Duplex } from 'node:stream';
import { LibvirtError, ProtocolError, toErrorValue } from '../../protocol/errors.ts';
import { type Packet, programs } from '../packet.ts';
import { remoteError, toRemoteError } from '../types/error.ts';
import { packetWire } from '../wire.ts';
import { decode, encode } from '../xdr/index.ts';
import { type Administered, adminHandlers } from './handlers.ts';
import { type AdminRow, adminRows } from './rows.ts';

/** Serves one administrator, virt-admin for instance, until it goes. */
export function serveAdmin(administered: Administered, stream: Duplex): { close(): void } {
  const handlers = adminHandlers(administered) as Readonly<Record<string, (args: unknown) => unknown>>;
  const wire = packetWire({ stream, onPacket: (packet) => void (isPing(packet) ? pong(packet) : serve(packet)) });

  function pong(packet: Packet) {
    if (packet.procedure === 1) wire.send({ ...packet, procedure: 2 });
  }
  async function serve(packet: Packet) {
    if (packet.type !== 'call') return;
    try {
      const { name, row } = rowOf(packet);
      const handle = handlers[name];
      if (!handle) throw new LibvirtError('no support', `virAdm${name}`, 'rpc');
      const payload = encode(row.result, await handle(argsOf(row, packet)));
      wire.send({ ...packet, type: 'reply', payload });
    } catch (error) {
      const payload = encode(remoteError, toRemoteError(toErrorValue(error)));
      wire.send({ ...packet, type: 'reply', status: 'error', payload });
    }
  }
  return { close: () => wire.terminate('the host ends') };
}

const isPing = ({ program }: Packet) => program === programs.keepalive.program;

const admin = { program: 0x0690_0690, version: 1 } as const;

function rowOf({ program, version, procedure }: Packet) {
  if (program !== admin.program || version !== admin.version)
    throw new LibvirtError('RPC error', `Cannot find program ${program} version ${version}`, 'rpc');
  const found = Object.entries(adminRows).find(([, { number }]) => number === procedure);
  if (!found) throw new LibvirtError('RPC error', `unknown procedure: ${procedure}`, 'rpc');
  return { name: found[0], row: found[1] as AdminRow<unknown, unknown> };
}

function argsOf({ args }: AdminRow<unknown, unknown>, { payload }: Packet): unknown {
  try {
    return decode(args, payload);
  } catch (error) {
    throw error instanceof ProtocolError
      ? new LibvirtError('RPC error', 'Unable to decode message payload', 'rpc')
      : error;
  }
}
