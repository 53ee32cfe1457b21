import { logError } from '../player/index.ts';
import { errorKinds, ProtocolError, toErrorValue } from '../protocol/errors.ts';
import type { CallName, ParamsOf, ResultOf } from '../protocol/messages.ts';
import type { Connection } from '../protocol/sides.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';
import type { Context } from './context.ts';
import type { Inside } from './door.ts';
import { procedures } from './procedures.ts';

/** The calls that the host answers; the others belong to the connection itself. */
type HostCall = keyof typeof procedures;
export type HostCaller = <C extends HostCall>(call: C, params: ParamsOf<C>) => Promise<ResultOf<C>>;

/** Makes calls on the host for one connection, whichever door it came in by. Those that change something are journaled. */
export function callerInto(inside: Inside, connection: Connection): HostCaller {
  return async (call, params) => {
    note(inside, connection, call, params);
    const procedure = procedures[call] as (context: Context, params: unknown, api: CallName) => Promise<never>;
    const work = procedure({ ...inside, connection }, params, call);
    if (changes(call)) inside.underway(work.then(() => undefined));
    return work;
  };
}

const changes = (call: CallName) => !/Get|List|Lookup|Journal/.test(call);

/** Only calls that change something are worth an entry; questions would drown them. */
function note({ services: { journal, registry } }: Inside, { client }: Connection, call: CallName, params: unknown) {
  const { driver, uuid, name } = params as { driver?: DomainDriver; uuid?: string; name?: string };
  if (!changes(call)) return;
  const domain = name ?? (driver && uuid ? registry.byUuid(driver, uuid)?.definition.name : undefined);
  journal.write({ kind: 'message', direction: 'received', call, peer: client, ...(domain && { domain }) });
}

/** Logs what a call failed with: as libvirtd does, and with its stack where nobody threw it on purpose. */
export function logFailure({ services }: Inside, name: string, error: unknown): void {
  if (isOurFault(error))
    services.log({ level: 'error', text: `hooklab : internal error: ${name}: ${(error as Error).stack}` });
  else logError(services, error);
}

/** An error that has no libvirt number of its own was not thrown on purpose. */
const isOurFault = (error: unknown) =>
  !(error instanceof ProtocolError) &&
  toErrorValue(error).code === errorKinds['internal error'].code &&
  !(error as { code?: number }).code;
