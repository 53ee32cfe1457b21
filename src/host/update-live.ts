import {
  aliasOf,
  attribute,
  type Definition,
  devicesOf,
  find,
  inPlaceOf,
  matching,
  refuseUpdate,
  sourceOf,
  targetOf,
  withOtherDevice,
  type XmlElement,
} from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { replugCard, tell } from '../player/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { started } from './change-definition.ts';
import type { Context } from './context.ts';

/** Changes a device of a running guest (qemuDomainUpdateDeviceLive). @throws LibvirtError for what cannot change. */
export async function updateLive(context: Context, domain: Domain, device: XmlElement): Promise<Definition> {
  refuseUpdate(device, 'live');
  const before = started(domain);
  if (device.name === 'disk') return updateDisk(context, domain, before, device);
  if (device.name === 'interface') return updateCard(context, domain, before, device);
  if (device.name === 'graphics') return updateScreen(before, device);
  throw new LibvirtError('config unsupported', "memory '(null)' not found", 'qemu');
}

/** Only drives whose medium can be changed get another source (qemuDomainChangeEjectableMedia). */
function updateDisk({ services }: Context, domain: Domain, before: Definition, disk: XmlElement): Definition {
  const target = targetOf(disk);
  const own = devicesOf(before.tree, 'disk').find((other) => targetOf(other) === target);
  if (!own) throw new LibvirtError('internal error', `disk '${target}' not found`, 'qemu');
  if (sourceOf(own) === sourceOf(disk)) return withOtherDevice(before, own, inPlaceOf(disk, own));
  const kind = attribute(own, 'device');
  if (kind !== 'cdrom' && kind !== 'floppy')
    throw new LibvirtError(
      'config unsupported',
      `disk bus '${attribute(find(own, 'target'), 'bus') ?? ''}' cannot be updated.`,
      'qemu',
    );
  const alias = aliasOf(own) ?? '';
  for (const tray of ['opened', 'closed'] as const) tell(services, domain, { event: 'tray-change', alias, tray });
  return withOtherDevice(before, own, inPlaceOf(disk, own));
}

const modelOf = (card: XmlElement) => attribute(find(card, 'model'), 'type');

/** A card keeps what it is; its link and its network may change (qemuDomainChangeNet). */
async function updateCard({ services }: Context, domain: Domain, before: Definition, card: XmlElement) {
  const own = matching(before.tree, card, 'live');
  const model = modelOf(card);
  if (model !== undefined && model !== modelOf(own)) {
    const text = `cannot modify network device model from ${modelOf(own)} to ${model}`;
    throw new LibvirtError('operation unsupported', text, 'qemu');
  }
  const failure = await replugCard(services, domain, card);
  if (failure) throw failure;
  return withOtherDevice(before, own, inPlaceOf(card, own));
}

/** A password may change, and until when it holds; the rest stays as it is (qemuDomainChangeGraphics). */
function updateScreen(before: Definition, screen: XmlElement): Definition {
  const own = devicesOf(before.tree, 'graphics').find(
    (other) => attribute(other, 'type') === attribute(screen, 'type'),
  );
  if (!own) throw new LibvirtError('internal error', 'cannot find existing graphics device to modify', 'qemu');
  const kept = own.attributes.filter(([name]) => !/^passwd/.test(name));
  const given = screen.attributes.filter(([name]) => /^passwd/.test(name));
  return withOtherDevice(before, own, { ...own, attributes: [...kept, ...given] });
}
