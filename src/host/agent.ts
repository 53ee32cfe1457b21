import { hasAgentChannel } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { notRunning } from './context.ts';

/** Nobody in a guest of hooklab's answers there. @throws LibvirtError always, with what it lacks (qemuDomainAgentAvailable). */
export function refuseAgent(domain: Domain): never {
  if (!isActive(domain.status)) throw notRunning();
  if (hasAgentChannel(domain.definition))
    throw new LibvirtError('agent unresponsive', 'QEMU guest agent is not connected', 'qemu');
  throw new LibvirtError('argument unsupported', 'QEMU guest agent is not configured', 'qemu');
}
