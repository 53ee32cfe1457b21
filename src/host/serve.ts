import { ProtocolError, toErrorValue } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';
import { type Envelope, type ParamsOf, protocolVersion } from '../protocol/messages.ts';
import { createSideStream, keepalive } from '../transport/index.ts';
import type { Link } from '../transport/link.ts';
import { callerInto, logFailure } from './calling.ts';
import { createConnection } from './connection.ts';
import type { Inside } from './door.ts';
import { sendEvents } from './events.ts';
import { logLostLink } from './lost-link.ts';
import type { KeepaliveSettings } from './options.ts';
import { bad, knownCall, parseMessage, parseParams } from './parse-message.ts';
import { tunnelEnd } from './tunnel.ts';

/** What serving a link needs besides what every call needs. */
export interface Serving extends Inside {
  readonly keepalive: KeepaliveSettings;
}

/**
 * Serves one client: each message is parsed, journaled and answered. A message that is none, or a call before the
 * connection was opened, ends this connection and nothing else.
 */
export function serve(serving: Serving, link: Link): void {
  const { journal, log, clock } = serving.services;
  const connection = createConnection();
  const alive = keepalive(link, { clock, ...serving.keepalive, send: (kind) => send({ kind }) });
  const ended = new AbortController();
  let opened = false;
  let inFlight = 0;
  let isTunnelled = false;

  const send = (message: Envelope) => link.send(JSON.stringify(message));
  const after = () => journal.known();

  const side = createSideStream(link);
  const tunnel = tunnelEnd(serving.transport, side.stream);

  link.onMessage((raw) => {
    if (typeof raw !== 'string' && isTunnelled) return side.take(raw);
    try {
      const message = parseMessage(raw);
      if (!alive.heard(message.kind)) receive(message);
    } catch (error) {
      hangUp(error);
    }
  });
  link.onClose(({ reason }) => {
    if (!serving.services.stopping.aborted) logLostLink(serving.services, reason);
    ended.abort();
    connection.closed();
  });

  function receive(message: Envelope) {
    if (message.kind !== 'call') throw bad(`a client sent a message of kind '${message.kind}'`);
    journal.heard(message.after);
    begun();
    void answer(message.id, message.call, message.params).finally(answered);
  }

  /** As libvirt does, a client with too many calls is not read until one is answered; nor is it asked for signs of life. */
  function begun() {
    if (++inFlight < limits.callsInFlight) return;
    link.pause();
    alive.excuse(true);
  }
  function answered() {
    if (inFlight-- < limits.callsInFlight) return;
    alive.excuse(false);
    link.resume();
  }

  async function answer(id: number, name: string, params: unknown) {
    try {
      const result = await dispatch(id, name, params);
      send({ kind: 'reply', id, result, after: after() });
    } catch (error) {
      logFailure(serving, name, error);
      send({ kind: 'error', id, error: toErrorValue(error), after: after() });
      if (!opened) link.close('the connection was not opened');
    }
  }

  async function dispatch(id: number, name: string, given: unknown): Promise<unknown> {
    const call = knownCall(name);
    const params = parseParams(call, given);
    if (call === 'ConnectOpen') return open(params as never);
    if (!opened) throw new ProtocolError('HOOKLAB_OUT_OF_PHASE', `'${name}' came before the connection was opened`);
    const notice = (text: string) => send({ kind: 'notice', id, text, after: after() });
    const told = connection.noticeTo(notice);
    if (call !== 'HooklabJournal') await serving.gate.passed({ api: call, connection: told });
    if (call === 'ConnectDomainEventRegisterAny') return registerEvents(params as never);
    const result = await callerInto(serving, told)(call, params as never);
    if (call === 'DomainMigratePrepare3Params') prepared(params as never, result as never);
    return result;
  }

  function prepared({ flags }: ParamsOf<'DomainMigratePrepare3Params'>, { uri }: { uri: string }) {
    if (!flags.includes('tunnelled')) return;
    isTunnelled = true;
    tunnel.leadTo(uri);
  }

  function open({ version, client, ancestors = [] }: { version: number; client: string; ancestors?: number[] }) {
    if (version !== protocolVersion) throw otherVersion(version);
    opened = true;
    connection.introduce(
      client,
      serving.services.hooks.running().find(({ pid }) => pid && ancestors.includes(pid))?.pid,
    );
    const { host, hostUuid, profile } = serving.services;
    return { host, uuid: hostUuid, libvirt: profile.release, version: protocolVersion };
  }

  function registerEvents(filter: { driver?: 'qemu' | 'lxc'; domain?: string }) {
    void sendEvents(serving.services, filter, ended.signal, (event) => send({ kind: 'event', event, after: after() }));
    return {};
  }

  function hangUp(error: unknown) {
    const { message, code } = error as ProtocolError;
    const text = `${link.peer} broke the protocol and was disconnected: ${message}`;
    journal.write({ kind: 'fault', fault: 'protocol', text });
    log({ level: 'error', text: `hooklab : ${text}` });
    send({ kind: 'error', id: 0, error: toErrorValue(error), after: after() });
    link.close(`${code ?? 'HOOKLAB_BAD_MESSAGE'}: ${message}`);
  }
}

const otherVersion = (version: number) =>
  new ProtocolError(
    'HOOKLAB_BAD_VERSION',
    `the peer speaks version ${version} of hooklab's protocol, this host speaks ${protocolVersion}: use the same hooklab on both`,
  );
