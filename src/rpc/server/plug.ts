import type { DomainValue } from '../types/common.ts';
import type { Call } from './call.ts';
import { has } from './guests.ts';
import { about } from './impact.ts';

/** Devices come, go and change while a guest runs, or at its next start. */

interface Device {
  readonly dom: DomainValue;
  readonly xml: string;
}
type WithFlags = Device & { readonly flags: number };

/** VIR_DOMAIN_AFFECT_LIVE, which the calls of old mean. */
const live = 1;
/** VIR_DOMAIN_DEVICE_MODIFY_FORCE has no effect: no tray is ever locked. */
const meaningful = (flags: number) => (has(flags, 3) ? flags & 3 : 0);

export const attachDevice = (call: Call, { dom, xml, flags }: WithFlags) =>
  call.ask('DomainAttachDeviceFlags', { ...about(call, dom, flags), xml });
export const attachLive = (call: Call, device: Device) => attachDevice(call, { ...device, flags: live });

export const detachDevice = (call: Call, { dom, xml, flags }: WithFlags) =>
  call.ask('DomainDetachDeviceFlags', { ...about(call, dom, flags), xml });
export const detachLive = (call: Call, device: Device) => detachDevice(call, { ...device, flags: live });

export const updateDevice = (call: Call, { dom, xml, flags }: WithFlags) =>
  call.ask('DomainUpdateDeviceFlags', { ...about(call, dom, meaningful(flags)), xml });

export const detachAlias = (call: Call, { dom, alias, flags }: { dom: DomainValue; alias: string; flags: number }) =>
  call.ask('DomainDetachDeviceAlias', { ...about(call, dom, flags), alias });
