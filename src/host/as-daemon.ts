import { markLogged, type Services } from '../player/index.ts';
import { LibvirtError, toErrorValue } from '../protocol/errors.ts';
import type { Caller, CallName } from '../protocol/messages.ts';
import { errorLine, located, origins } from '../protocol/origins.ts';
import type { HostClient } from './client.ts';
import { logLostLink } from './lost-link.ts';

/** A connection that the daemon itself opened: what the other host refuses is logged here too (recordings 3e-*-p2p). */
export async function asDaemon(services: Services, connecting: Promise<HostClient>): Promise<HostClient> {
  const client = await connecting;
  client.onClose((reason) => logLostLink(services, reason));
  const call: Caller = async (name, params) => {
    try {
      const result = await client.call(name, params);
      sayAborted(services, name, params, result);
      return result;
    } catch (error) {
      throw error instanceof LibvirtError ? answered(services, error) : error;
    }
  };
  return { ...client, call };
}

/** libvirt tells a Finish that was cancelled as asked by an error of its own (recordings 6v-abort-p2p). */
function sayAborted({ log, profile }: Services, name: CallName, params: object, result: object): void {
  const cancelled = 'cancelled' in params && params.cancelled === true && 'domain' in result && result.domain === null;
  if (name !== 'DomainMigrateFinish3Params' || !cancelled || !profile.logsCancelledFinish) return;
  log({ level: 'error', text: `${located(profile, origins.answered)} : migration successfully aborted` });
}

/** Errors of the connection itself are logged as such. */
function answered({ log, profile }: Services, error: LibvirtError): LibvirtError {
  const { level, text } = errorLine(profile, error);
  // That the link broke is logged where it broke.
  if (error.domain === rpc && /^End of file/.test(error.message)) return markLogged(error);
  if (error.domain === rpc) log({ level, text });
  else log({ level, text: `${located(profile, origins.answered)} : ${toErrorValue(error).message}` });
  return markLogged(error);
}

const rpc = 7;
