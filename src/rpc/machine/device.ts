import { LibvirtError } from '../../protocol/errors.ts';
import type { Call } from '../server/call.ts';

/** The one device of the machine that hooklab tells of: itself. */
export const machineName = 'computer';
const capability = 'system';

/** Whether the machine is of the kind that is asked for; null asks for any. */
export const isOfKind = (cap: string | null): boolean => cap === null || cap === capability;
export const machineKinds = [capability];

/** virConnectListAllNodeDevicesFlags: the kinds by bit, which leave each other in, and whether it is active. */
const listFlags = { system: 1, kinds: 0x3f_ffff, inactive: 2 ** 30, active: 2 ** 31 } as const;

export function isListed(flags: number): boolean {
  const asked = (bits: number) => Math.floor(flags / bits) % 2 === 1;
  const byKind = flags % (listFlags.kinds + 1) === 0 || asked(listFlags.system);
  return byKind && (asked(listFlags.active) || !asked(listFlags.inactive));
}

/** @throws LibvirtError (no node device) for any other name. */
export function refuseOther(name: string): void {
  if (name === machineName) return;
  throw new LibvirtError('no node device', `no node device with matching name '${name}'`, 'node device');
}

export const machineXml = ({ inside: { services } }: Call): string => `<device>
  <name>${machineName}</name>
  <capability type='${capability}'>
    <hardware>
      <uuid>${services.hostUuid}</uuid>
    </hardware>
    <firmware>
    </firmware>
  </capability>
</device>
`;
