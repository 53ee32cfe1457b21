import { attribute, type Definition, elements, find } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { notRunning } from './context.ts';

/** Whether a guest has a channel for an agent (qemuFindAgentConfig); looked for once in each definition. */
export function hasAgentChannel({ definition }: Domain): boolean {
  const known = found.get(definition);
  if (known !== undefined) return known;
  const has = elements(find(definition.tree, 'devices'), 'channel').some(
    (channel) => attribute(find(channel, 'target'), 'name') === 'org.qemu.guest_agent.0',
  );
  found.set(definition, has);
  return has;
}
const found = new WeakMap<Definition, boolean>();

/** Nobody in a guest of hooklab's answers there. @throws LibvirtError always, with what it lacks (qemuDomainAgentAvailable). */
export function refuseAgent(domain: Domain): never {
  if (!isActive(domain.status)) throw notRunning();
  if (hasAgentChannel(domain))
    throw new LibvirtError('agent unresponsive', 'QEMU guest agent is not connected', 'qemu');
  throw new LibvirtError('argument unsupported', 'QEMU guest agent is not configured', 'qemu');
}
