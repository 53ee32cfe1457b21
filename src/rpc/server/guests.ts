import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainRef, ResultOf } from '../../protocol/messages.ts';
import { domainStates, stateReasons } from '../../protocol/vocabulary.ts';
import type { DomainValue } from '../types/common.ts';
import type { Call } from './call.ts';

/** A guest as the host's own procedures are told of it. */
export const who = ({ driver }: Call, { uuid }: DomainValue) => ({ driver, uuid });

/** A guest as a client is told of it: an inactive one has the id -1. */
export const asDomain = ({ name, uuid, id }: DomainRef): DomainValue => ({ name, uuid, id: id ?? -1 });

/** What the daemon itself knows of a guest: libvirt's answers need nothing that only the guest could tell. */
export const infoOf = (call: Call, dom: DomainValue): Promise<ResultOf<'DomainGetInfo'>> =>
  call.ask('DomainGetInfo', { ...who(call, dom), ticks: false });

/** virDomainState, and virDomainRunningReason and its like. */
export function stateNumbers({ state, reason }: { readonly state: string; readonly reason: string }) {
  const reasons = stateReasons[state as keyof typeof stateReasons] ?? [];
  return {
    state: domainStates.findIndex(([name]) => name === state),
    reason: Math.max(
      0,
      reasons.findIndex(([name]) => name === reason),
    ),
  };
}

/** Whether any of these bits is set. */
export const has = (flags: number, bits: number): boolean => (flags & bits) !== 0;

/** @throws LibvirtError for bits that the driver's function does not know (virCheckFlags). */
export function checkFlags({ driver, api }: Call, flags: number, known: number): void {
  const unknown = (flags & ~known) >>> 0;
  if (unknown === 0) return;
  const text = `unsupported flags (0x${unknown.toString(16)}) in function ${driver}${api.slice(3)}`;
  throw new LibvirtError('invalid argument', text, driver);
}

/** The driver has no such procedure. */
export const notSupported = ({ api }: Call): LibvirtError => new LibvirtError('no support', api, 'domain config');

/** @throws LibvirtError (operation invalid) for a guest that is off. */
export async function refuseInactive(call: Call, dom: DomainValue): Promise<void> {
  const { id } = await infoOf(call, dom);
  if (id === null) throw notRunning();
}

/** The words of virDomainObjCheckActive. */
export const notRunning = (): LibvirtError =>
  new LibvirtError('operation invalid', 'domain is not running', 'domain config');

/** hooklab's guests have no agent. */
export const noAgent = ({ driver }: Call): LibvirtError =>
  new LibvirtError('argument unsupported', 'QEMU guest agent is not configured', driver);
