import type { Duplex } from 'node:stream';
import { callerInto, logFailure } from '../../host/calling.ts';
import { createConnection } from '../../host/connection.ts';
import type { Inside } from '../../host/door.ts';
import { logLostLink } from '../../host/lost-link.ts';
import { toErrorValue } from '../../protocol/errors.ts';
import { keepalive } from '../../transport/index.ts';
import { type Packet, programs } from '../packet.ts';
import type { NamedRow } from '../procedures/index.ts';
import type { Pools } from '../storage/pools.ts';
import { remoteError, toRemoteError } from '../types/error.ts';
import { packetWire } from '../wire.ts';
import { encode } from '../xdr/index.ts';
import type { Call } from './call.ts';
import type { Consoles } from './consoles.ts';
import { createEvents } from './events.ts';
import { answerOf, argsOf, refuseIfNotAllowed, rowOf } from './procedure.ts';
import { createSession } from './session.ts';
import { createStreams } from './streams.ts';

/** What serving a client needs besides the host. */
export interface RpcServing {
  readonly inside: Inside;
  readonly consoles: Consoles;
  readonly pools: Pools;
  /** Calls of one client that are worked on at once; more wait, unread. */
  readonly mostRequests: number;
  /** Seconds without a word before a client that can answer is asked, and how often in vain. */
  readonly keepalive: { readonly intervalSeconds: number; readonly count: number };
}

export interface RpcClientAtDoor {
  readonly stream: Duplex;
  /** For log lines and journals. */
  readonly client: string;
  readonly readOnly: boolean;
}

/**
 * Serves one client of libvirt's remote protocol. Calls overlap; what each fails with is its answer. Bytes that are no
 * packets end this connection and nothing else.
 */
export function serveRpc(serving: RpcServing, { stream, client, readOnly }: RpcClientAtDoor): { close(): void } {
  const { inside, consoles, pools, mostRequests } = serving;
  const { services } = inside;
  const wire = packetWire({ stream, onPacket: receive });
  const connection = createConnection();
  connection.introduce(client, undefined);
  const ask = callerInto(
    inside,
    connection.noticeTo(() => undefined),
  );
  const streams = createStreams(wire.send);
  const events = createEvents(inside, wire.send);
  const session = createSession({ readOnlyDoor: readOnly, close: () => (leaving = true), keepalive: startKeepalive });
  const waiting: Packet[] = [];
  let pulse: ReturnType<typeof keepalive> | undefined;
  let running = 0;
  let leaving = false;

  wire.onClose(({ reason }) => {
    if (!services.stopping.aborted && !leaving) logLostLink(services, reason);
    streams.abortAll();
    events.stop();
    connection.closed();
  });

  function startKeepalive() {
    const { clock } = services;
    const send = (kind: 'ping' | 'pong') => wire.send({ ...bare, ...programs.keepalive, procedure: beats[kind] });
    pulse ??= keepalive(wire, { clock, ...serving.keepalive, send });
  }

  function receive(packet: Packet) {
    if (packet.program === programs.keepalive.program) return beat(packet);
    pulse?.heard('');
    if (packet.type === 'stream') return streams.receive(packet);
    if (packet.type === 'call') take(packet);
  }

  function beat({ procedure }: Packet) {
    pulse?.heard(procedure === beats.ping ? '' : 'pong');
    if (procedure === beats.ping) wire.send({ ...bare, ...programs.keepalive, procedure: beats.pong });
  }

  /** As libvirt does, a client with too many calls is not read until one is answered. */
  function take(packet: Packet) {
    if (running >= mostRequests) {
      if (waiting.push(packet) === 1) hold();
      return;
    }
    running += 1;
    void serveCall(packet).finally(next);
  }
  function hold() {
    wire.pause();
    services.log({ level: 'warning', text: tooManyRequests(mostRequests) });
  }
  function next() {
    running -= 1;
    const packet = waiting.shift();
    if (!packet) return;
    if (waiting.length === 0) wire.resume();
    take(packet);
  }

  async function serveCall(packet: Packet) {
    try {
      const row = rowOf(packet);
      const payload = await answer(row, packet);
      wire.send({ ...packet, type: 'reply', payload });
      streams.started(packet);
    } catch (error) {
      refuse(packet, error);
    }
    if (leaving) wire.close();
  }

  async function answer(named: NamedRow, packet: Packet): Promise<Buffer> {
    const args = argsOf(named, packet);
    refuseIfNotAllowed(named, session);
    return answerOf(named, await named.row.handle?.(callOf(named, packet), args));
  }

  const callOf = ({ name }: NamedRow, packet: Packet): Call => ({
    api: `vir${name}`,
    get driver() {
      return session.opened.driver;
    },
    ask,
    inside,
    session,
    events,
    consoles,
    pools,
    openStream: (sink) => streams.open(packet, sink),
  });

  function refuse(packet: Packet, error: unknown) {
    streams.dropped(packet);
    logFailure(inside, `procedure ${packet.procedure}`, error);
    const payload = encode(remoteError, toRemoteError(toErrorValue(error)));
    wire.send({ ...packet, type: 'reply', status: 'error', payload });
  }

  return { close: () => wire.terminate(closing) };
}

const beats = { ping: 1, pong: 2 } as const;
const bare = { type: 'message', serial: 0, status: 'ok', payload: new Uint8Array() } as const;
const closing = 'the host ends';

const tooManyRequests = (most: number) =>
  `Client hit max requests limit ${most}. This may result in keep-alive timeouts. Consider tuning the max_client_requests server parameter`;
