import { LibvirtError } from '../../protocol/errors.ts';
import type { XmlElement } from '../../xml/node.ts';
import { attribute, find, textOf } from '../../xml/read.ts';
import { type Table, table } from '../../xml/table.ts';

/** Architecture of the simulated hosts, and so of guests that do not name one. */
export const hostArch = 'x86_64';

/** What libvirt knows of a family of emulated machines (qemuDomainDefAddDefaultDevices). */
export interface MachineFamily {
  readonly pciRoot?: 'pci-root' | 'pcie-root';
  /** Model of the USB controller that a guest gets by itself. */
  readonly usb?: string;
  /** A SATA controller is part of the chip set. */
  readonly sata?: true;
  /** Devices at fixed PCI addresses of bus 0: controller type, model where it matters, slot and function. */
  readonly fixed: readonly {
    readonly type: string;
    readonly model?: string;
    readonly slot: number;
    readonly function: number;
  }[];
  /** Slots of bus 0 that belong to the chip set. */
  readonly reserved: readonly number[];
  /** Slot of the first video device, when it is free. */
  readonly videoSlot?: number;
}

const i440fx: MachineFamily = {
  pciRoot: 'pci-root',
  usb: 'piix3-uhci',
  fixed: [
    { type: 'ide', slot: 1, function: 1 },
    { type: 'usb', model: 'piix3-uhci', slot: 1, function: 2 },
  ],
  reserved: [0, 1],
  videoSlot: 2,
};
const q35: MachineFamily = {
  pciRoot: 'pcie-root',
  usb: 'qemu-xhci',
  sata: true,
  fixed: [{ type: 'sata', slot: 0x1f, function: 2 }],
  reserved: [0, 0x1f],
  videoSlot: 1,
};
/** Machines that hooklab adds nothing to: the user's devices are all there is. */
const plain: MachineFamily = { fixed: [], reserved: [] };

const families: readonly { readonly names: RegExp; readonly family: MachineFamily }[] = [
  { names: /^(pc|pc-i440fx-.*|pc-[01]\..*|rhel6\..*)$/, family: i440fx },
  { names: /^(q35|pc-q35-.*)$/, family: q35 },
];

/** Aliases of QEMU 7.2, the release the recordings were made with, and the machine of a guest that names none. */
const canonical: Table<string> = table({ pc: 'pc-i440fx-7.2', q35: 'pc-q35-7.2', virt: 'virt-7.2' });
const preferred: Table<string> = table({ x86_64: 'pc', i686: 'pc', aarch64: 'virt' });

/** Whether an architecture has the devices of a PC. */
export const isX86 = (arch: string | undefined): boolean => arch === 'x86_64' || arch === 'i686';

/** A machine's full name; that of the architecture's usual machine where the guest names none. */
export function canonicalMachine(arch: string, name: string | undefined): string | undefined {
  const named = name ?? preferred[arch];
  return named === undefined ? undefined : (canonical[named] ?? named);
}

/** Names of a PC's machines, QEMU's own and those of distributions. */
const pcMachines = /^(pc|q35|isapc|microvm|none|x-remote|xenfv.*|xenpv|rhel\d.*|pc-(\d|i440fx-|q35-).*)$/;

/** @throws LibvirtError for a machine that no QEMU has, or an emulator that is none (qemuValidateDomainDef, virQEMUCapsNewForBinary). */
export function checkMachine(tree: XmlElement): void {
  const emulator = textOf(find(tree, 'devices', 'emulator')) ?? '';
  if (emulator !== '' && !/qemu|kvm/.test(emulator)) throw noSuchBinary(emulator);
  const type = find(tree, 'os', 'type');
  const machine = attribute(type, 'machine');
  if (machine === undefined || !isX86(attribute(type, 'arch')) || pcMachines.test(machine)) return;
  const text = `Emulator '${emulator}' does not support machine type '${machine}'`;
  throw new LibvirtError('config unsupported', text, 'qemu');
}

// What lies in the system's directories is there on every host; other programs are taken for missing.
const noSuchBinary = (path: string) =>
  /^(\/usr)?\/s?bin\/[a-z]+$/.test(path)
    ? new LibvirtError('internal error', `Failed to start QEMU binary ${path} for probing: `, 'qemu')
    : new LibvirtError('system error', `Cannot check QEMU binary ${path}: No such file or directory`);

/** The family of a guest's machine. */
export function familyOf(tree: XmlElement): MachineFamily {
  const type = find(tree, 'os', 'type');
  if (!isX86(attribute(type, 'arch'))) return plain;
  return families.find(({ names }) => names.test(attribute(type, 'machine') ?? ''))?.family ?? plain;
}
