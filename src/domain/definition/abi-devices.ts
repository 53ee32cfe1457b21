import type { XmlElement } from '../../xml/node.ts';
import { attribute, find, textOf } from '../../xml/read.ts';
import { type Table, table } from '../../xml/table.ts';
import type { Definition } from './definition.ts';
import { devicesOf } from './devices.ts';

/** What libvirt compares of the devices of one kind. */
export interface DeviceRule {
  readonly kind: string;
  /** libvirt's words for the devices, when their number differs. */
  readonly count: string;
  /** libvirt's words for a part of a device, and the part. */
  readonly fields: readonly (readonly [what: string, of: (device: XmlElement) => string | undefined])[];
}

const own = (name: string) => (device: XmlElement) => attribute(device, name);
const inside = (child: string, name: string) => (device: XmlElement) => attribute(find(device, child), name);
const counted = (kind: string, count: string): DeviceRule => ({ kind, count, fields: [] });

/** virDomainControllerModel…, which libvirt tells by number. */
const controllerModels: Table<readonly string[]> = table({
  usb: [
    ...['piix3-uhci', 'piix4-uhci', 'ehci', 'ich9-ehci1', 'ich9-uhci1', 'ich9-uhci2', 'ich9-uhci3', 'vt82c686b-uhci'],
    ...['pci-ohci', 'nec-xhci', 'qusb1', 'qusb2', 'qemu-xhci', 'none'],
  ],
  pci: [
    ...['pci-root', 'pcie-root', 'pci-bridge', 'dmi-to-pci-bridge', 'pcie-to-pci-bridge', 'pcie-root-port'],
    ...['pcie-switch-upstream-port', 'pcie-switch-downstream-port', 'pci-expander-bus', 'pcie-expander-bus'],
  ],
  scsi: [
    ...['auto', 'buslogic', 'lsilogic', 'lsisas1068', 'vmpvscsi', 'ibmvscsi', 'virtio-scsi', 'lsisas1078'],
    ...['virtio-transitional', 'virtio-non-transitional', 'ncr53c90', 'dc390', 'am53c974'],
  ],
  ide: ['piix3', 'piix4', 'ich6'],
});

function controllerModel(device: XmlElement): string {
  const [type = '', model = ''] = [attribute(device, 'type'), attribute(device, 'model')];
  return String(controllerModels[type]?.indexOf(model) ?? -1);
}

/** By kind, in libvirt's order. A guest would notice more of a device than this; these are what hooks are likely to touch. */
export const deviceRules: readonly DeviceRule[] = [
  {
    kind: 'disk',
    count: 'disk',
    fields: [
      ['disk device', own('device')],
      ['disk bus', inside('target', 'bus')],
      ['disk', inside('target', 'dev')],
      ['disk serial', (disk) => textOf(find(disk, 'serial'))],
    ],
  },
  {
    kind: 'controller',
    count: 'controller',
    fields: [
      ['controller type', own('type')],
      ['controller index', own('index')],
      ['controller model', controllerModel],
    ],
  },
  counted('filesystem', 'filesystem'),
  {
    kind: 'interface',
    count: 'net card',
    fields: [
      ['network card mac', inside('mac', 'address')],
      ['network card model', inside('model', 'type')],
    ],
  },
  counted('input', 'input device'),
  counted('sound', 'sound card'),
  counted('video', 'video card'),
  counted('hostdev', 'host device'),
  counted('smartcard', 'smartcard'),
  counted('serial', 'serial port'),
  counted('parallel', 'parallel port'),
  counted('channel', 'channel'),
  counted('console', 'console'),
  counted('hub', 'hub device'),
  counted('redirdev', 'redirected devices'),
  counted('watchdog', 'watchdog'),
  { kind: 'memballoon', count: 'memory balloon', fields: [['balloon model', own('model')]] },
  counted('rng', 'RNG device'),
  counted('panic', 'panic device'),
  counted('shmem', 'shared memory device'),
  counted('tpm', 'TPM device'),
  counted('memory', 'memory device'),
  counted('iommu', 'IOMMU device'),
  counted('vsock', 'vsock device'),
];

/** The devices of one kind in two definitions: how many there are in each, and those that stand at the same place. */
export function devicePairs({ tree: before }: Definition, { tree: after }: Definition, kind: string) {
  const [source, target] = [devicesOf(before, kind), devicesOf(after, kind)];
  const devices = source.flatMap((device, place) => {
    const other = target[place];
    return other ? [[device, other] as const] : [];
  });
  return { source: source.length, target: target.length, devices };
}
