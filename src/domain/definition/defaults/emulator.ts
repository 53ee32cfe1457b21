import { withChild, withMissingChild } from '../../../xml/edit.ts';
import { textElement, type XmlElement } from '../../../xml/node.ts';

/** The domain with the program that runs it. */
export function withEmulator(tree: XmlElement, path: string): XmlElement {
  return withChild(tree, 'devices', (devices) => withMissingChild(devices, textElement('emulator', path)));
}
