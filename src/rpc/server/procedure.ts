import { LibvirtError, ProtocolError } from '../../protocol/errors.ts';
import { largestPayload, type Packet, type ProgramName, programs } from '../packet.ts';
import { type NamedRow, procedureOf } from '../procedures/index.ts';
import { decode, encode } from '../xdr/index.ts';
import { domainOfApi } from './api-domain.ts';
import type { Session } from './session.ts';

/** The procedure a packet calls. @throws LibvirtError (RPC error): a client takes "unknown procedure" for code 3. */
export function rowOf({ program, version, procedure, status }: Packet): NamedRow {
  const name = names.find((known) => programs[known].program === program && programs[known].version === version);
  if (!name) throw rpcError(`Cannot find program ${program} version ${version}`);
  if (status !== 'ok') throw rpcError(`Unexpected message status ${status === 'error' ? 1 : 2}`);
  const row = procedureOf(name, procedure);
  if (!row) throw rpcError(`unknown procedure: ${procedure}`);
  return row;
}

const names = Object.keys(programs) as ProgramName[];
const rpcError = (text: string) => new LibvirtError('RPC error', text, 'rpc');

/** What a procedure is called with. @throws LibvirtError (RPC error) when the payload is something else. */
export function argsOf({ row }: NamedRow, { payload }: Packet): unknown {
  try {
    return decode(row.args, payload);
  } catch (error) {
    throw error instanceof ProtocolError ? rpcError('Unable to decode message payload') : error;
  }
}

/** The answer's bytes. @throws LibvirtError (RPC error) when the answer is larger than libvirt lets one be. */
export function answerOf({ row }: NamedRow, answer: unknown): Buffer {
  try {
    return encode(row.result, answer, largestPayload);
  } catch (error) {
    throw error instanceof ProtocolError ? rpcError('Unable to encode message payload') : error;
  }
}

/** What a client may call before it has opened the connection. */
const beforeOpen = new Set(['AuthList', 'ConnectOpen', 'ConnectClose', 'ConnectSupportsFeature']);

/** @throws LibvirtError when the connection is not open, may change nothing, or the driver has no such procedure. */
export function refuseIfNotAllowed({ name, row }: NamedRow, session: Session): void {
  if (beforeOpen.has(name)) return;
  if (session.opened.readOnly && row.access === 'write')
    throw new LibvirtError('operation denied', `read only access prevents vir${name}`, domainOfApi(name));
  if (!row.handle || isElsewhere(name, session)) throw new LibvirtError('no support', `vir${name}`, domainOfApi(name));
}

/** What a connection to one driver alone has beside that driver's own APIs. */
const ofEveryConnection = new Set([
  'ConnectGetURI',
  'ConnectIsSecure',
  'ConnectRegisterCloseCallback',
  'ConnectUnregisterCloseCallback',
]);

const isElsewhere = (name: string, { opened: { alone } }: Session): boolean =>
  alone !== undefined && !ofEveryConnection.has(name) && domainOfApi(name) !== alone;
