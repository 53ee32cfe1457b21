import type { DomainDriver } from '../../../protocol/vocabulary.ts';
import { busOf, targetIndex } from '../defaults/disks.ts';
import { changeEach, devicesOf } from '../devices.ts';
import { familyOf } from '../machine.ts';
import { append } from '../xml/edit.ts';
import { element, type XmlElement } from '../xml/node.ts';
import { attribute, find, has } from '../xml/read.ts';

/** Makes a device's alias from the device, its place among its kind, and the domain; undefined for none. */
type Naming = (device: XmlElement, index: number, tree: XmlElement) => string | undefined;

const counted =
  (prefix: string): Naming =>
  (_, index) =>
    `${prefix}${index}`;
const only =
  (alias: string): Naming =>
  () =>
    alias;

/** How a driver names its devices once it starts a guest (qemu_alias.c; virLXCProcessStart). */
const namings: Readonly<Record<DomainDriver, Readonly<Record<string, Naming>>>> = {
  qemu: {
    disk: diskAlias,
    controller: controllerAlias,
    console: consoleAlias,
    memballoon: (device) => (has(device, 'model', 'none') ? undefined : 'balloon0'),
    memory: (device, index) => `${memoryPrefixes[attribute(device, 'model') ?? ''] ?? 'dimm'}${index}`,
    video: counted('video'),
    interface: counted('net'),
    filesystem: counted('fs'),
    sound: counted('sound'),
    hostdev: counted('hostdev'),
    redirdev: counted('redir'),
    input: counted('input'),
    serial: counted('serial'),
    parallel: counted('parallel'),
    channel: counted('channel'),
    smartcard: counted('smartcard'),
    hub: counted('hub'),
    shmem: counted('shmem'),
    rng: counted('rng'),
    tpm: counted('tpm'),
    watchdog: counted('watchdog'),
    iommu: only('iommu0'),
    vsock: only('vsock0'),
  },
  lxc: { console: counted('console') },
};

/** The domain with an alias for each device that has none yet. */
export const withAliases = (tree: XmlElement, driver: DomainDriver): XmlElement =>
  Object.entries(namings[driver]).reduce(
    (named, [kind, naming]) => changeEach(named, kind, (device, index) => withAlias(device, naming(device, index, named))),
    tree,
  );

const withAlias = (device: XmlElement, name: string | undefined) =>
  name === undefined || find(device, 'alias') ? device : append(device, element('alias', { name }));

const memoryPrefixes: Readonly<Record<string, string>> = {
  nvdimm: 'nvdimm',
  'virtio-pmem': 'virtiopmem',
  'virtio-mem': 'virtiomem',
  'sgx-epc': 'epc',
};

function diskAlias(disk: XmlElement, _index: number, tree: XmlElement): string {
  const address = find(disk, 'address');
  const bus = busOf(disk) ?? '';
  if (!has(address, 'type', 'drive')) return `${bus}-disk${targetIndex(disk)}`;
  const parts = bus === 'scsi' && !isLsi(tree, attribute(address, 'controller')) ? wide : narrow;
  return bus + parts.map((part) => attribute(address, part) ?? '0').join('-');
}

const narrow = ['controller', 'bus', 'unit'];
const wide = ['controller', 'bus', 'target', 'unit'];
const isLsi = (tree: XmlElement, index = '0') =>
  devicesOf(tree, 'controller').some(
    (device) => has(device, 'type', 'scsi') && has(device, 'index', index) && has(device, 'model', 'lsilogic'),
  );

function controllerAlias(controller: XmlElement, _index: number, tree: XmlElement): string {
  const type = attribute(controller, 'type') ?? '';
  const index = attribute(controller, 'index') ?? '0';
  if (type === 'pci') return `${has(controller, 'model', 'pcie-root') ? 'pcie' : 'pci'}.${index}`;
  return index === '0' ? (builtIn(type, tree) ?? `${type}0`) : `${type}${index}`;
}

/** Names QEMU gives to the first controllers of a chip set. */
function builtIn(type: string, tree: XmlElement): string | undefined {
  if (type === 'usb') return 'usb';
  const drives = familyOf(tree).sata ? 'sata' : 'ide';
  return type === drives ? 'ide' : undefined;
}

/** A machine's first console is its first serial port. */
function consoleAlias(console: XmlElement, index: number, tree: XmlElement): string {
  const mirrors = has(find(console, 'target'), 'type', 'serial') && devicesOf(tree, 'serial').length > 0;
  return `${mirrors ? 'serial' : 'console'}${index}`;
}
