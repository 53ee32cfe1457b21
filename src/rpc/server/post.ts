import { type Packet, programs } from '../packet.ts';
import type { Message } from '../procedures/messages.ts';
import { encode } from '../xdr/index.ts';

/** Sends one message. */
export type Post = <V>(message: Message<V>, value: V) => void;

/** What real daemons send; the documents say 0, and clients ignore it. */
const serial = 1;

/** Sends messages, which nobody asked for and nobody answers. */
export const poster =
  (send: (packet: Packet) => void): Post =>
  ({ number, payload }, value) =>
    send({
      ...{ ...programs.remote, procedure: number, type: 'message', serial, status: 'ok' },
      payload: encode(payload, value),
    });
