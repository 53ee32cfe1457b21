import type { DomainDriver } from '../../protocol/vocabulary.ts';
import type { XmlElement } from '../../xml/node.ts';
import { attribute, find } from '../../xml/read.ts';
import { type Table, table } from '../../xml/table.ts';
import { withDefaultAttributes } from './defaults/attributes.ts';
import { withAudio } from './defaults/audio.ts';
import { withBalloon } from './defaults/balloon.ts';
import { withCardModels } from './defaults/cards.ts';
import { withChannelAddresses, withChannels } from './defaults/channels.ts';
import { withConsoles, withTarget } from './defaults/consoles.ts';
import { withDeviceControllers, withMachineControllers, withOwnControllers } from './defaults/controllers.ts';
import { withCpu } from './defaults/cpu.ts';
import { withDisks } from './defaults/disks.ts';
import { withEmulator } from './defaults/emulator.ts';
import { withGeneralElements } from './defaults/general.ts';
import { withHexAddresses } from './defaults/hex-addresses.ts';
import { withInputs } from './defaults/inputs.ts';
import { withArch, withBootDevice, withMachine } from './defaults/os.ts';
import { withPciAddresses } from './defaults/pci-addresses.ts';
import { withScreens } from './defaults/screens.ts';
import { withUsbAddresses } from './defaults/usb-addresses.ts';
import { withVideo } from './defaults/video.ts';
import type { Definition } from './definition.ts';
import { describe } from './describe.ts';
import { changeEach } from './devices.ts';
import { checkMachine } from './machine.ts';

type Step = (tree: XmlElement) => XmlElement;

const emulatorNames: Table<string> = table({ i686: 'i386' });
const withQemuEmulator: Step = (tree) => {
  const arch = attribute(find(tree, 'os', 'type'), 'arch') ?? '';
  return withEmulator(tree, `/usr/bin/qemu-system-${emulatorNames[arch] ?? arch}`);
};
const withLxcEmulator: Step = (tree) => withEmulator(tree, '/usr/lib/libvirt/libvirt_lxc');
const withLxcConsoles: Step = (tree) =>
  changeEach(tree, 'console', (console, port) => withTarget(console, 'lxc', port));

/**
 * What each driver adds to a domain, in its order: devices that come later hang on controllers that came before. First the
 * machine with what it has (qemuDomainDefPostParse), then what the devices need (virDomainDefPostParseCommon), then
 * addresses (qemuDomainAssignAddresses).
 */
const steps: Readonly<Record<DomainDriver, readonly Step[]>> = {
  qemu: [
    ...[withArch, withMachine, withHexAddresses, withOwnControllers, withQemuEmulator],
    ...[withInputs, withMachineControllers, withBalloon, withCpu, withAudio],
    ...[
      withBootDevice,
      withDisks,
      withCardModels,
      withScreens,
      withChannels,
      withConsoles,
      withDeviceControllers,
      withVideo,
    ],
    ...[withChannelAddresses, withUsbAddresses, withPciAddresses],
  ],
  lxc: [withArch, withLxcEmulator, withLxcConsoles],
};

/** The definition as `virsh define` stores it: with everything that libvirt adds by itself. A complete one stays as it is. */
export function withDefaults(definition: Definition): Definition {
  if (definition.complete) return definition;
  const { driver, tree } = definition;
  const general = withDefaultAttributes(withGeneralElements(tree, definition), driver);
  const complete = steps[driver].reduce((changed, step) => step(changed), general);
  if (driver === 'qemu') checkMachine(complete);
  return describe(driver, withDefaultAttributes(complete, driver), true);
}
