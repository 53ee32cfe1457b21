import { sleep } from '../clock/index.ts';
import {
  aliasOf,
  attribute,
  type Definition,
  find,
  macOf,
  withoutDevice,
  type XmlElement,
} from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import { type Held, tell, unplugCard } from '../player/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { Context } from './context.ts';

/** A device of a running guest that is to go. */
interface TakeOut {
  readonly context: Context;
  readonly domain: Domain;
  readonly held: Held;
  /** The guest's definition with its devices named. */
  readonly before: Definition;
  readonly device: XmlElement;
  /** Whether the call waits for the guest to let go of it. */
  readonly waits: boolean;
}

/** Milliseconds that libvirt waits for the guest (qemuDomainRemoveDeviceWaitTime). */
const guestHasMs = 5000;

/**
 * Takes a device out once the guest lets go of it. A guest with nobody inside, or a paused one, does not: the call ends
 * well all the same, after a while, and the device stays (recording 7h-hotplug-nic).
 */
export async function takeOut({ context, domain, held, before, device, waits }: TakeOut): Promise<Definition> {
  const { services } = context;
  const kind = attribute(device, 'device') ?? 'disk';
  if (device.name === 'disk' && kind !== 'disk' && kind !== 'lun')
    throw new LibvirtError('operation unsupported', `disk device type '${kind}' cannot be detached`, 'qemu');
  if (!letsGo(domain, device)) {
    if (waits) await held.unlocked(() => sleep(services.clock, guestHasMs));
    return domain.definition;
  }
  if (device.name === 'interface') await unplugCard(services, domain, macOf(device)?.toLowerCase() ?? '');
  const alias = aliasOf(device);
  if (alias !== undefined && device.name !== 'lease') tell(services, domain, { event: 'device-removed', alias });
  return withoutDevice(before, device);
}

/** Disks on buses of their own go at once; what sits in a slot is the guest's to give back. */
function letsGo({ status }: Domain, device: XmlElement): boolean {
  const bus = attribute(find(device, 'target'), 'bus') ?? attribute(device, 'bus');
  if (device.name === 'lease' || bus === 'scsi' || bus === 'usb' || device.name === 'channel') return true;
  return isActive(status) && status.state === 'running' && status.guest?.spec.hasOperatingSystem === true;
}
