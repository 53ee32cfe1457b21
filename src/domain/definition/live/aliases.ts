import type { DomainDriver } from '../../../protocol/vocabulary.ts';
import { append } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { busOf, targetIndex } from '../defaults/disks.ts';
import { changeEach, devicesOf } from '../devices.ts';
import { familyOf } from '../machine.ts';

/** What an alias depends on beside its device. */
interface Surroundings {
  readonly hasSerial: boolean;
  /** Indexes of the SCSI controllers whose drives have no target number. */
  readonly lsi: ReadonlySet<string | undefined>;
  /** Type of the drive controller that is part of the chip set. */
  readonly builtInDrives: string;
  /** Aliases that devices have already: a running guest's keep theirs when others come or go. */
  readonly taken: ReadonlySet<string>;
}

/** Makes a device's alias from the device and its place among its kind; undefined for none. */
type Naming = (device: XmlElement, index: number, surroundings: Surroundings) => string | undefined;

const counted =
  (prefix: string): Naming =>
  (_, index, { taken }) => {
    let number = index;
    while (taken.has(`${prefix}${number}`)) number++;
    return `${prefix}${number}`;
  };
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
export function withAliases(tree: XmlElement, driver: DomainDriver): XmlElement {
  const around = surroundingsOf(tree);
  return Object.entries(namings[driver]).reduce(
    (named, [kind, naming]) =>
      changeEach(named, kind, (device, index) => withAlias(device, naming(device, index, around))),
    tree,
  );
}

const withAlias = (device: XmlElement, name: string | undefined) =>
  name === undefined || find(device, 'alias') ? device : append(device, element('alias', { name }));

function surroundingsOf(tree: XmlElement): Surroundings {
  const lsi = devicesOf(tree, 'controller').filter((own) => has(own, 'type', 'scsi') && has(own, 'model', 'lsilogic'));
  return {
    hasSerial: devicesOf(tree, 'serial').length > 0,
    lsi: new Set(lsi.map((controller) => attribute(controller, 'index'))),
    builtInDrives: familyOf(tree).sata ? 'sata' : 'ide',
    taken: new Set(devicesOf(tree).map((device) => attribute(find(device, 'alias'), 'name') ?? '')),
  };
}

const memoryPrefixes: Table<string> = table({
  nvdimm: 'nvdimm',
  'virtio-pmem': 'virtiopmem',
  'virtio-mem': 'virtiomem',
  'sgx-epc': 'epc',
});

function diskAlias(disk: XmlElement, _index: number, { lsi }: Surroundings): string {
  const address = find(disk, 'address');
  const bus = busOf(disk) ?? '';
  if (!has(address, 'type', 'drive')) return `${bus}-disk${targetIndex(disk)}`;
  const parts = bus === 'scsi' && !lsi.has(attribute(address, 'controller')) ? wide : narrow;
  return bus + parts.map((part) => attribute(address, part) ?? '0').join('-');
}

const narrow = ['controller', 'bus', 'unit'];
const wide = ['controller', 'bus', 'target', 'unit'];

function controllerAlias(controller: XmlElement, _index: number, { builtInDrives }: Surroundings): string {
  const type = attribute(controller, 'type') ?? '';
  const index = attribute(controller, 'index') ?? '0';
  if (type === 'pci') return `${has(controller, 'model', 'pcie-root') ? 'pcie' : 'pci'}.${index}`;
  // QEMU itself names the first controllers of a chip set.
  if (index === '0' && type === 'usb') return 'usb';
  return index === '0' && type === builtInDrives ? 'ide' : `${type}${index}`;
}

/** A machine's first console is its first serial port. */
function consoleAlias(console: XmlElement, index: number, { hasSerial }: Surroundings): string {
  return `${hasSerial && has(find(console, 'target'), 'type', 'serial') ? 'serial' : 'console'}${index}`;
}
