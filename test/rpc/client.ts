import type { Duplex } from 'node:stream';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { type Packet, programs } from '../../src/rpc/packet.ts';
import { type Message, remoteRows } from '../../src/rpc/procedures/index.ts';
import type { Row } from '../../src/rpc/procedures/row.ts';
import { fromRemoteError, remoteError } from '../../src/rpc/types/error.ts';
import { packetWire } from '../../src/rpc/wire.ts';
import { decode, encode } from '../../src/rpc/xdr/index.ts';

/** What tests need of libvirt's client: calls, which may overlap, and everything else that arrives. */
export function rpcClient(stream: Duplex) {
  const pending = new Map<number, (packet: Packet) => void>();
  const others: Packet[] = [];
  const waiting = new Set<() => void>();
  let serial = 0;
  let closed: string | undefined;

  const wire = packetWire({
    stream,
    onPacket(packet) {
      const answer = packet.type === 'reply' ? pending.get(packet.serial) : undefined;
      pending.delete(packet.serial);
      if (answer) answer(packet);
      else others.push(packet);
      for (const wake of waiting) wake();
    },
  });
  wire.onClose(({ reason }) => {
    closed = reason;
    for (const wake of waiting) wake();
  });

  const send = (packet: Partial<Packet>) =>
    wire.send({
      ...{ ...programs.remote, procedure: 0, type: 'call', serial, status: 'ok', payload: new Uint8Array() },
      ...packet,
    });

  /** The reply to a packet of any kind. */
  function ask(packet: Partial<Packet>): Promise<Packet> {
    const own = serial++;
    const answered = new Promise<Packet>((resolve) => pending.set(own, resolve));
    send({ ...packet, serial: own });
    return answered;
  }
  async function call<A, R>(row: Row<A, R>, args: A): Promise<R> {
    const { program, version } = programs[row.program];
    const reply = await ask({ program, version, procedure: row.number, payload: encode(row.args, args) });
    if (reply.status === 'error') throw LibvirtError.from(fromRemoteError(decode(remoteError, reply.payload)));
    return decode(row.result, reply.payload);
  }
  /** Waits until something is so, looking again at whatever arrives. */
  async function until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
  }
  const take = (matches: (packet: Packet) => boolean) =>
    until(() => {
      const at = others.findIndex(matches);
      return at < 0 ? undefined : others.splice(at, 1)[0];
    });
  return {
    ask,
    call,
    send,
    take,
    close: () => wire.close(),
    closed: () => until(() => closed),
    others,
    /** The next message of that kind. */
    async message<V>({ number, payload }: Message<V>): Promise<V> {
      const packet = await take(({ type, procedure }) => type === 'message' && procedure === number);
      return decode(payload, packet.payload);
    },
    /** As every client begins. */
    async open(name: string | null = 'qemu:///system', flags = 0) {
      await call(remoteRows.AuthList, {});
      await call(remoteRows.ConnectOpen, { name, flags });
    },
  };
}
export type RpcTestClient = ReturnType<typeof rpcClient>;

/** What a call that must fail failed with. */
export const refusal = (answer: Promise<unknown>): Promise<LibvirtError> =>
  answer.then(
    () => {
      throw new Error('it was not refused');
    },
    (error) => error,
  );
