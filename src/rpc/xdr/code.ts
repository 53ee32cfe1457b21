import { limits } from '../../protocol/limits.ts';
import { xdrReader } from './reader.ts';
import { badXdr, type XdrType } from './type.ts';
import { xdrWriter } from './writer.ts';

/** A value as bytes. @throws ProtocolError (HOOKLAB_BAD_MESSAGE) when it breaks a bound; `limit` is that of a message. */
export function encode<T>(type: XdrType<T>, value: T, limit: number = limits.messageBytes): Buffer {
  const out = xdrWriter(limit);
  type.write(out, value);
  return out.finish();
}

/** Bytes as a value; all of them belong to it. @throws ProtocolError (HOOKLAB_BAD_MESSAGE) when they are none. */
export function decode<T>(type: XdrType<T>, bytes: Uint8Array): T {
  const from = xdrReader(bytes);
  const value = type.read(from);
  if (from.remaining() > 0) throw badXdr(`${from.remaining()} bytes too many`);
  return value;
}
