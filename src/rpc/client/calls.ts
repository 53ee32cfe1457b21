import type { Duplex } from 'node:stream';
import type { Clock } from '../../clock/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { type Packet, programs } from '../packet.ts';
import type { Row } from '../procedures/row.ts';
import { createPulse } from '../server/pulse.ts';
import { fromRemoteError, remoteError } from '../types/error.ts';
import { packetWire } from '../wire.ts';
import { decode, encode } from '../xdr/index.ts';

/** Calls of libvirt's remote protocol over one stream. */
export interface RpcCalls {
  /** Rejects with what the daemon answers, or with what becomes of the connection. */
  call<A, R>(row: Row<A, R>, args: A): Promise<R>;
  onClose(handler: (reason: string) => void): void;
  /** Asks for signs of life from now on. */
  keepalive(): void;
  close(): void;
  drop(): void;
}

export interface RpcCallsOptions {
  readonly stream: Duplex;
  readonly clock: Clock;
  readonly keepalive: { readonly intervalSeconds: number; readonly count: number };
}

interface Waiting {
  readonly answered: (packet: Packet) => void;
  readonly lost: (error: LibvirtError) => void;
}

export function rpcCalls({ stream, clock, keepalive }: RpcCallsOptions): RpcCalls {
  const waiting = new Map<number, Waiting>();
  let serial = 0;
  let closed = false;
  const wire = packetWire({ stream, onPacket: receive });
  const pulse = createPulse(wire, { clock, ...keepalive });

  wire.onClose(({ reason }) => {
    closed = true;
    for (const { lost } of waiting.values()) lost(lostConnection(reason));
    waiting.clear();
  });

  function receive(packet: Packet) {
    if (pulse.heard(packet) || packet.type !== 'reply') return;
    waiting.get(packet.serial)?.answered(packet);
    waiting.delete(packet.serial);
  }

  async function call<A, R>(row: Row<A, R>, args: A): Promise<R> {
    if (closed) throw new LibvirtError('internal error', 'client socket is closed', 'rpc');
    const own = serial++;
    const payload = encode(row.args, args);
    const reply = await new Promise<Packet>((answered, lost) => {
      waiting.set(own, { answered, lost });
      wire.send({ ...programs[row.program], procedure: row.number, type: 'call', serial: own, status: 'ok', payload });
    });
    if (reply.status === 'error') throw LibvirtError.from(fromRemoteError(decode(remoteError, reply.payload)));
    return decode(row.result, reply.payload);
  }
  return {
    call,
    onClose: (handler) => wire.onClose(({ reason }) => handler(reason)),
    keepalive: pulse.start,
    close: wire.close,
    drop: () => wire.terminate(),
  };
}

/** What a call that was under way fails with, in the words of virNetSocketReadWire and virKeepAliveTimerInternal. */
function lostConnection(reason: string): LibvirtError {
  return reason.includes('keepalive timeout')
    ? new LibvirtError('internal error', 'connection closed due to keepalive timeout', 'rpc')
    : new LibvirtError('system error', 'End of file while reading data: Input/output error', 'rpc');
}
