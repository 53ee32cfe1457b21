import type { XmlElement } from '../../xml/node.ts';
import { printXml } from '../../xml/print.ts';
import { layouts } from './layout-table.ts';

/** A domain as libvirt writes it. */
export const printDomain = (root: XmlElement): string => printXml(root, layouts);

/** One of its devices, as it stands in another text: `indent` before each line. */
export const printDevice = (device: XmlElement, indent: string): string => printPart(device, 'devices', indent);

/** The same for any other part, by the element it stands in. */
export const printPart = (part: XmlElement, parent: string, indent: string): string =>
  printXml(part, layouts, { parent, indent });
