import {
  aliasOf,
  attachToConfig,
  attribute,
  type Definition,
  detachFromConfig,
  devicesOf,
  deviceWithAlias,
  find,
  matching,
  newDevices,
  parseDevice,
  refuseAttach,
  refuseDetach,
  targetOf,
  updateConfig,
  withDevice,
  withoutDevice,
  withStartedDevices,
  type XmlElement,
} from '../../domain/definition/index.ts';
import type { Domain } from '../../domain/domain.ts';
import { type Held, plugCard, tell } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { changing, started } from '../change-definition.ts';
import type { Context, Handler } from '../context.ts';
import { takeOut } from '../take-out.ts';
import { updateLive } from '../update-live.ts';

/** A guest gets a device more, now or at its next start (qemuDomainAttachDeviceLiveAndConfig). */
export const attach: Handler<'DomainAttachDeviceFlags'> = async (context, params, api) => {
  const device = parseDevice(params.xml, context.services.random);
  return changing(context, params, api, {
    config: (definition) => attachToConfig(definition, device),
    live: (domain) => attachLive(context, domain, device),
  });
};

async function attachLive(context: Context, domain: Domain, device: XmlElement): Promise<Definition> {
  const { services } = context;
  if (domain.driver === 'lxc') throw notOfContainers(device, 'attached');
  const before = started(domain);
  if (isMedium(before, device)) return updateLive(context, domain, device);
  const next = withStartedDevices(withDevice(before, device));
  const added = newDevices(before, next).findLast(({ name }) => name === device.name);
  refuseAttach(added ?? device, next.tree, 'live');
  checkTarget(before, device);
  if (added?.name === 'interface') {
    const failure = await plugCard(services, domain, added);
    if (failure) throw failure;
  }
  const alias = added && aliasOf(added);
  if (alias !== undefined && device.name !== 'lease') tell(services, domain, { event: 'device-added', alias });
  return next;
}

/** A drive that the guest has already only gets another medium (qemuDomainAttachDeviceDiskLive). */
const isMedium = ({ tree }: Definition, device: XmlElement) =>
  device.name === 'disk' &&
  ['cdrom', 'floppy'].includes(attribute(device, 'device') ?? '') &&
  targets(tree).some(({ target }) => target === targetOf(device));

/** Two disks of one name are noticed when the whole definition is looked at (virDomainDefCheckDuplicateDiskInfo). */
function checkTarget({ tree }: Definition, device: XmlElement): void {
  if (device.name !== 'disk') return;
  const same = targets(tree).find(({ target }) => target === targetOf(device));
  if (!same) return;
  const text = `target '${same.target}' duplicated for disk sources '${fileOf(device)}' and '${same.source}'`;
  throw new LibvirtError('XML error', text, 'domain config');
}

const fileOf = (disk: XmlElement) =>
  attribute(find(disk, 'source'), 'file') ?? attribute(find(disk, 'source'), 'dev') ?? '';
const targets = (tree: XmlElement) =>
  devicesOf(tree, 'disk').map((disk) => ({ target: targetOf(disk), source: fileOf(disk) }));

const notOfContainers = (device: XmlElement, done: string) =>
  new LibvirtError('config unsupported', `device type '${device.name}' cannot be ${done}`, 'lxc');

/** A guest loses a device, now or at its next start (qemuDomainDetachDeviceLiveAndConfig). */
export const detach: Handler<'DomainDetachDeviceFlags'> = async (context, params, api) => {
  const device = parseDevice(params.xml, context.services.random);
  return changing(context, params, api, {
    config: (definition) => detachFromConfig(definition, device),
    live: (domain, held) => detachLive(context, domain, held, device),
  });
};

function detachLive(context: Context, domain: Domain, held: Held, device: XmlElement) {
  if (domain.driver === 'lxc') throw notOfContainers(device, 'detached');
  refuseDetach(device, 'live');
  const before = started(domain);
  return takeOut({ context, domain, held, before, device: matching(before.tree, device, 'live'), waits: true });
}

/** The same by the device's alias; nobody waits for the guest then (qemuDomainDetachDeviceAliasLiveAndConfig). */
export const detachAlias: Handler<'DomainDetachDeviceAlias'> = async (context, params, api) =>
  changing(context, params, api, {
    config: (definition) => withoutDevice(definition, deviceWithAlias(definition.tree, params.alias)),
    live(domain, held) {
      const before = started(domain);
      const device = deviceWithAlias(before.tree, params.alias);
      refuseDetach(device, 'live');
      return takeOut({ context, domain, held, before, device, waits: false });
    },
  });

/** A device is changed where that is possible (qemuDomainUpdateDeviceFlags). */
export const update: Handler<'DomainUpdateDeviceFlags'> = async (context, params, api) => {
  const device = parseDevice(params.xml, context.services.random);
  return changing(context, params, api, {
    config: (definition) => updateConfig(definition, device),
    live(domain) {
      if (domain.driver === 'lxc') throw notOfContainers(device, 'updated');
      return updateLive(context, domain, device);
    },
  });
};
