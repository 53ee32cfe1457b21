import { ProtocolError } from '../../protocol/errors.ts';
import type { XdrReader } from './reader.ts';
import type { XdrWriter } from './writer.ts';

/** How one kind of value stands on the wire (RFC 4506). The same type writes and reads, so both ends agree. */
export interface XdrType<T> {
  /** The fewest bytes a value takes: what an announced count of them is checked against before anything is allocated. */
  readonly minBytes: number;
  /** @throws ProtocolError (HOOKLAB_BAD_MESSAGE) when the value has no place on the wire. */
  write(out: XdrWriter, value: T): void;
  /** @throws ProtocolError (HOOKLAB_BAD_MESSAGE) when the bytes are no such value. */
  read(from: XdrReader): T;
}

/** The values of a type: what a handler is given and a client gets. */
export type ValueOf<X> = X extends XdrType<infer T> ? T : never;

/** Bytes that are no value, or a value that has no bytes. */
export const badXdr = (text: string): ProtocolError => new ProtocolError('HOOKLAB_BAD_MESSAGE', `XDR: ${text}`);
