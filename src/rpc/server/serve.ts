import type { Duplex } from 'node:stream';
import { callerInto, logFailure } from '../../host/calling.ts';
import { createConnection } from '../../host/connection.ts';
import type { Inside } from '../../host/door.ts';
import { logLostLink } from '../../host/lost-link.ts';
import { toErrorValue } from '../../protocol/errors.ts';
import type { Packet } from '../packet.ts';
import type { NamedRow } from '../procedures/index.ts';
import { remoteError, toRemoteError } from '../types/error.ts';
import { packetWire } from '../wire.ts';
import { encode } from '../xdr/index.ts';
import type { Call } from './call.ts';
import type { Consoles } from './consoles.ts';
import { createEvents } from './events.ts';
import type { HostObjects } from './host-objects.ts';
import { refuseUnknownFlags } from './known-flags.ts';
import { createObjectRegistrations } from './object-registrations.ts';
import { poster } from './post.ts';
import { answerOf, argsOf, refuseIfNotAllowed, rowOf } from './procedure.ts';
import { createPulse } from './pulse.ts';
import { createSession } from './session.ts';
import { createStreams } from './streams.ts';
import { createTurns } from './turns.ts';

/** What serving a client needs besides the host. */
export interface RpcServing {
  readonly inside: Inside;
  readonly consoles: Consoles;
  readonly objects: HostObjects;
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
  const { inside, consoles, objects, mostRequests } = serving;
  const { services } = inside;
  const wire = packetWire({ stream, onPacket: receive });
  const connection = createConnection();
  connection.introduce(client, undefined);
  const ask = callerInto(
    inside,
    connection.noticeTo(() => undefined),
  );
  const streams = createStreams(wire);
  const events = createEvents(inside, poster(wire.send));
  const objectEvents = createObjectRegistrations(objects.announcements, poster(wire.send));
  const pulse = createPulse(wire, { clock: services.clock, ...serving.keepalive });
  const session = createSession({ readOnlyDoor: readOnly, close: leave, keepalive: pulse.start });
  const turns = createTurns<Packet>({ most: mostRequests, work: serveCall, onFull: hold, onFree: readOn });
  let leaving = false;
  let warned = mostRequests === 1;

  wire.onClose(({ reason }) => {
    if (!services.stopping.aborted && !leaving) logLostLink(services, reason);
    connection.leaves();
    streams.abortAll();
    events.stop();
    objectEvents.stop();
    // Calls that were read hold on to the connection, which is closed after them (virNetServerDispatchNewMessage).
    void turns.clear().then(connection.closed);
  });

  function leave() {
    leaving = true;
  }

  function receive(packet: Packet) {
    if (pulse.heard(packet)) return;
    if (packet.type === 'stream' || packet.type === 'stream hole') streams.receive(packet);
    else if (packet.type === 'call') turns.take(packet);
  }

  /**
   * As libvirt does, a client with so many calls is not read until one is answered (virNetServerClientDispatchRead). Its
   * signs of life are not heard then, so its silence is not held against it, which libvirt does.
   */
  function hold() {
    wire.pause();
    pulse.excuse(true);
    if (!warned) services.log({ level: 'warning', text: tooManyRequests(mostRequests) });
    warned = true;
  }
  function readOn() {
    pulse.excuse(false);
    wire.resume();
  }

  async function serveCall(packet: Packet) {
    try {
      const row = rowOf(packet);
      const payload = await answer(row, packet);
      wire.send(replyTo(packet, 'ok', payload));
      streams.started(packet);
    } catch (error) {
      refuse(packet, error);
    }
    if (leaving) wire.close();
  }

  async function answer(named: NamedRow, packet: Packet): Promise<Buffer> {
    const args = argsOf(named, packet);
    refuseIfNotAllowed(named, session);
    refuseUnknownFlags(named.name, args, session);
    await inside.gate.passed({ api: named.name, connection });
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
    objectEvents,
    consoles,
    ...objects,
    openStream: (sink) => streams.open(packet, sink),
  });

  function refuse(packet: Packet, error: unknown) {
    streams.dropped(packet);
    logFailure(inside, `procedure ${packet.procedure}`, error);
    const payload = encode(remoteError, toRemoteError(toErrorValue(error)));
    wire.send(replyTo(packet, 'error', payload));
  }

  return { close: () => wire.terminate(closing) };
}

const replyTo = ({ program, version, procedure, serial }: Packet, status: 'ok' | 'error', payload: Buffer): Packet => ({
  program,
  version,
  procedure,
  type: 'reply',
  serial,
  status,
  payload,
});

const closing = 'the host ends';

const tooManyRequests = (most: number) =>
  `Client hit max requests limit ${most}. This may result in keep-alive timeouts. Consider tuning the max_client_requests server parameter`;
