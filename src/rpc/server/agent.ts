import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainValue } from '../types/common.ts';
import type { Call } from './call.ts';
import { infoOf, noAgent, notSupported, refuseInactive } from './guests.ts';

interface OfGuest {
  readonly dom: DomainValue;
}

/** The guest has a channel for an agent, and nobody at its end. */
export const silentAgent = ({ driver }: Call): LibvirtError =>
  new LibvirtError('agent unresponsive', 'QEMU guest agent is not connected', driver);

/** What only a guest's agent can do, asked of it first (qemuDomainAgentAvailable): there is none. */
export async function byAgent(call: Call, { dom }: OfGuest): Promise<never> {
  ofQemu(call);
  const { id, agent } = await infoOf(call, dom);
  if (id === null) throw new LibvirtError('operation invalid', 'domain is not running', call.driver);
  throw agent ? silentAgent(call) : noAgent(call);
}

/** The same where the domain is looked at before its agent (virDomainObjCheckActive). */
export async function byAgentOfRunning(call: Call, { dom }: OfGuest): Promise<never> {
  ofQemu(call);
  await refuseInactive(call, dom);
  const { agent } = await infoOf(call, dom);
  throw agent ? silentAgent(call) : noAgent(call);
}

/** A key or an interrupt reaches a guest that runs. Nobody inside takes notice. */
export async function unnoticed(call: Call, { dom }: OfGuest): Promise<Record<never, never>> {
  ofQemu(call);
  await refuseInactive(call, dom);
  return {};
}

/** @throws LibvirtError (no support) for a container. */
export function ofQemu(call: Call): void {
  if (call.driver !== 'qemu') throw notSupported(call);
}
