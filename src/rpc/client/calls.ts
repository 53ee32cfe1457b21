import type { Duplex } from 'node:stream';
import type { Clock } from '../../clock/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { inTurn } from '../in-turn.ts';
import type { ByteStream } from '../migration/tunnel-stream.ts';
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
  /** A call with a stream of its own, which is open once it is answered. */
  open<A, R>(row: Row<A, R>, args: A, sink: OpenSink): Promise<{ readonly answer: R; readonly stream: ByteStream }>;
  onClose(handler: (reason: string) => void): void;
  /** Asks for signs of life from now on. */
  keepalive(): void;
  close(): void;
  drop(): void;
}

/** What the daemon's end of a stream brings; it is not read while that is worked on. */
export type OpenSink = (bytes: Uint8Array) => Promise<void>;

export interface RpcCallsOptions {
  readonly stream: Duplex;
  readonly clock: Clock;
  readonly keepalive: { readonly intervalSeconds: number; readonly count: number };
}

/** What libvirt's client puts into one packet of a tunnel. */
const pieceBytes = 65_536;

interface Waiting {
  readonly answered: (packet: Packet) => void;
  readonly lost: (error: LibvirtError) => void;
}

export function rpcCalls({ stream, clock, keepalive }: RpcCallsOptions): RpcCalls {
  const waiting = new Map<number, Waiting>();
  const sinks = new Map<number, { readonly take: OpenSink; readonly next: ReturnType<typeof inTurn> }>();
  let serial = 0;
  let closed = false;
  const wire = packetWire({ stream, onPacket: receive });
  const pulse = createPulse(wire, { clock, ...keepalive });

  wire.onClose(({ reason }) => {
    closed = true;
    for (const { lost } of waiting.values()) lost(lostConnection(reason));
    waiting.clear();
    sinks.clear();
  });

  function receive(packet: Packet) {
    if (pulse.heard(packet)) return;
    if (packet.type === 'stream') return take(packet);
    if (packet.type !== 'reply') return;
    waiting.get(packet.serial)?.answered(packet);
    waiting.delete(packet.serial);
  }

  /** The other end of a stream may only send, or end it. */
  function take({ serial: own, status, payload }: Packet) {
    const sink = sinks.get(own);
    if (status !== 'continue') sinks.delete(own);
    if (!sink || status !== 'continue') return;
    wire.pause();
    sink.next(() => sink.take(payload)).then(wire.resume, (error: Error) => wire.terminate(error.message));
  }

  async function open<A, R>(row: Row<A, R>, args: A, sink: OpenSink) {
    const own = serial;
    sinks.set(own, { take: sink, next: inTurn() });
    const answer = await call(row, args).catch((error) => {
      sinks.delete(own);
      throw error;
    });
    const packet = { ...programs[row.program], procedure: row.number, type: 'stream', serial: own } as const;
    const stream: ByteStream = {
      write(bytes) {
        for (let at = 0; at < bytes.length; at += pieceBytes)
          wire.send({ ...packet, status: 'continue', payload: bytes.subarray(at, at + pieceBytes) });
      },
      drained: wire.drained,
      finish: () => wire.send({ ...packet, status: 'ok', payload: new Uint8Array() }),
    };
    return { answer, stream };
  }

  async function call<A, R>(row: Row<A, R>, args: A): Promise<R> {
    const own = serial++;
    if (closed) throw new LibvirtError('internal error', 'client socket is closed', 'rpc');
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
    open,
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
