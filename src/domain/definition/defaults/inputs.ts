import { withMissingAttributes } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { addDevices, changeEach, devicesOf } from '../devices.ts';
import { isX86 } from '../machine.ts';

const archOf = (tree: XmlElement) => attribute(find(tree, 'os', 'type'), 'arch');

/** The domain with a bus for each input device, and a PC's mouse and keyboard (qemuDomainDefAddImplicitInputDevice). */
export function withInputs(tree: XmlElement): XmlElement {
  const bused = changeEach(tree, 'input', (input) =>
    withMissingAttributes(input, { bus: inputBus(input, archOf(tree)) }),
  );
  if (!isX86(archOf(tree))) return bused;
  const missing = ['mouse', 'keyboard'].filter((type) => !devicesOf(bused, 'input').some(isPs2(type)));
  return addDevices(bused, ...missing.map((type) => element('input', { type, bus: 'ps2' })));
}

const isPs2 = (type: string) => (input: XmlElement) => has(input, 'type', type) && has(input, 'bus', 'ps2');

function inputBus(input: XmlElement, arch: string | undefined): string | undefined {
  const type = attribute(input, 'type') ?? '';
  if (type === 'evdev') return undefined;
  if (type === 'passthrough') return 'virtio';
  return isX86(arch) && (type === 'mouse' || type === 'keyboard') ? 'ps2' : 'usb';
}
