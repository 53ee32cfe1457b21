import { byAgentOfRunning } from '../server/agent.ts';
import type { Call } from '../server/call.ts';
import { notSupported, refuseInactive } from '../server/guests.ts';
import { type DomainValue, domain, optionalString, string } from '../types/common.ts';
import { int, optional, uint } from '../xdr/index.ts';
import { inProgram, writes } from './row.ts';

/** The drivers' own procedures: programs beside the remote one. */

export const qemuRows = inProgram('qemu', {
  DomainQemuMonitorCommand: writes(
    1,
    '0.8.3',
    { dom: domain, cmd: string, flags: uint },
    { result: string },
    noMonitor,
  ),
  DomainQemuAttach: writes(2, '0.9.4', { pidValue: uint, flags: uint }, { dom: domain }, async (call, { pidValue }) => {
    await call.ask('DomainQemuAttach', { driver: call.driver, pid: pidValue });
    throw notSupported(call);
  }),
  DomainQemuAgentCommand: writes(
    3,
    '0.10.0',
    { dom: domain, cmd: string, timeout: int, flags: uint },
    { result: optionalString },
    byAgentOfRunning,
  ),
  ConnectDomainQemuMonitorEventRegister: writes(
    4,
    '1.2.3',
    { dom: optional(domain), event: optionalString, flags: uint },
    { callbackId: int },
  ),
  ConnectDomainQemuMonitorEventDeregister: writes(5, '1.2.3', { callbackId: int }, {}),
  DomainQemuMonitorCommandWithFiles: writes(
    7,
    '8.2.0',
    { dom: domain, cmd: string, flags: uint },
    { result: string },
    noMonitor,
  ),
});

export const lxcRows = inProgram('lxc', {
  DomainLxcOpenNamespace: writes(1, '1.0.2', { dom: domain, flags: uint }, {}),
});

/** There is no QEMU to talk to; a guest that is off would not have one either way. */
async function noMonitor(call: Call, { dom }: { readonly dom: DomainValue }): Promise<never> {
  if (call.driver === 'qemu') await refuseInactive(call, dom);
  throw notSupported(call);
}
