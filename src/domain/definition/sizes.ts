import { mapElements, withAttributes, withChildren } from '../../xml/edit.ts';
import type { XmlElement } from '../../xml/node.ts';
import { attribute, textOf } from '../../xml/read.ts';
import { toKib } from './size.ts';

/** Sizes that libvirt keeps in kibibytes whatever unit they were written in: elements that hold one as text. */
const inKib = [
  ['memory'],
  ['currentMemory'],
  ['maxMemory'],
  ['memtune', 'hard_limit'],
  ['memtune', 'soft_limit'],
  ['memtune', 'min_guarantee'],
  ['memtune', 'swap_hard_limit'],
] as const;

/** A domain with its sizes in kibibytes. @throws LibvirtError as `toKib` does. */
export const withSizesInKib = (tree: XmlElement): XmlElement =>
  inKib.reduce((changed, path) => changeAt(changed, path, (owner) => scaled(owner, path)), withCellsInKib(tree));

const withCellsInKib = (tree: XmlElement) => changeAt(tree, ['cpu', 'numa', 'cell'], scaledCell);

function changeAt(owner: XmlElement, path: readonly string[], change: (at: XmlElement) => XmlElement): XmlElement {
  const [name, ...rest] = path;
  if (name === undefined) return change(owner);
  return mapElements(owner, (child) => (child.name === name ? changeAt(child, rest, change) : child));
}

function scaled(owner: XmlElement, path: readonly string[]): XmlElement {
  const value = textOf(owner);
  if (value === undefined) return owner;
  const kib = toKib({ value, unit: attribute(owner, 'unit'), path: `./${path.join('/')}[1]` });
  return withChildren(withAttributes(owner, { unit: 'KiB' }), [{ kind: 'text', text: String(kib) }]);
}

function scaledCell(cell: XmlElement): XmlElement {
  const value = attribute(cell, 'memory');
  if (value === undefined) return cell;
  const kib = toKib({ value, unit: attribute(cell, 'unit'), path: './@memory' });
  return withAttributes(cell, { memory: String(kib), unit: 'KiB' });
}
