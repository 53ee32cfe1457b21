import type { Session } from '../../../src/cli/session.ts';
import { type ErrorKind, LibvirtError, ProtocolError } from '../../../src/protocol/errors.ts';
import type { CallName, DomainRef, EventNotice, ParamsOf, ResultOf } from '../../../src/protocol/messages.ts';

/** What a host answers, where it is not what every test expects. */
export type Answers = { readonly [C in CallName]?: (params: ParamsOf<C>) => ResultOf<C> | Promise<ResultOf<C>> };

export interface FakeHost {
  readonly session: Session;
  /** Every call that was made, in order. */
  readonly calls: readonly (readonly [call: CallName, params: unknown])[];
  /** Names of the calls that were made, in order. */
  names(): readonly CallName[];
  announce(event: EventNotice): void;
  notice(text: string): void;
  /** Cuts the connection. */
  lose(reason: string): void;
  readonly isClosed: () => boolean;
}

export interface FakeHostOptions {
  readonly host?: string;
  readonly libvirt?: string;
  readonly domains?: readonly DomainRef[];
  readonly answers?: Answers;
}

/** The guest of most recordings. */
export const g: DomainRef = { driver: 'qemu', name: 'g', uuid: '11111111-1111-4111-8111-111111111111', id: null };
export const runningG: DomainRef = { ...g, id: 1 };

/** An answer that is one of libvirt's errors. */
export const refusing =
  (kind: ErrorKind, detail: string): (() => never) =>
  () => {
    throw new LibvirtError(kind, detail, 'qemu');
  };

/** A host that knows its domains by id, uuid and name, answers every call, and does nothing. */
export function fakeHost({
  host = 'hosta',
  libvirt = '9.0.0',
  domains = [g],
  answers = {},
}: FakeHostOptions = {}): FakeHost {
  const calls: (readonly [CallName, unknown])[] = [];
  const events: ((event: EventNotice) => void)[] = [];
  const notices: ((text: string) => void)[] = [];
  let lose: (reason: string) => void = () => {};
  const closed = new Promise<string>((resolve) => {
    lose = resolve;
  });
  let isClosed = false;
  const usual: Answers = { ...usualAnswers(domains), ...answers };
  const session: Session = {
    host,
    libvirt,
    closed,
    async call(name, params) {
      if (isClosed) throw new ProtocolError('HOOKLAB_CLOSED', 'the session is closed');
      calls.push([name, params]);
      const answer = usual[name] as ((params: unknown) => never) | undefined;
      return answer ? answer(params) : ({} as never);
    },
    onEvent: (handler) => void events.push(handler),
    onNotice: (handler) => void notices.push(handler),
    async close() {
      isClosed = true;
      lose('closed here');
    },
    drop() {
      isClosed = true;
      lose('cut by this end');
    },
  };
  return {
    session,
    calls,
    names: () => calls.map(([name]) => name),
    announce: (event) => {
      for (const handler of events) handler(event);
    },
    notice: (text) => {
      for (const handler of notices) handler(text);
    },
    lose,
    isClosed: () => isClosed,
  };
}

function usualAnswers(domains: readonly DomainRef[]): Answers {
  const known = (key: string) => domains.find(({ id, uuid, name }) => [`${id}`, uuid, name].includes(key));
  return {
    DomainLookup: ({ key }) => known(key) ?? refusing('no domain', `no domain with matching name '${key}'`)(),
    DomainDefineXML: () => domains[0] ?? g,
    DomainCreateXML: () => ({ ...(domains[0] ?? g), id: 1 }),
    DomainCreateWithFlags: () => ({ ...(domains[0] ?? g), id: 1 }),
    DomainGetState: () => ({ state: 'running', reason: 'booted' }),
    ConnectListAllDomains: () => ({ domains: [] }),
    DomainGetJobStats: () => ({ type: 'None', operation: 'Unknown', stats: {} }),
    DomainMigratePerform3Params: () => ({ cookie: '' }),
  };
}
