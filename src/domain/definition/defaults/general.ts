import { withChildren, withMissingChild } from '../../../xml/edit.ts';
import { element, textElement, type XmlElement } from '../../../xml/node.ts';
import type { Definition } from '../definition.ts';

/** Elements that every domain has (virDomainDefLifecycleParse, virDomainClockDefFormat). */
const always = [
  textElement('vcpu', '1'),
  element('os'),
  element('clock', { offset: 'utc' }),
  textElement('on_poweroff', 'destroy'),
  textElement('on_reboot', 'restart'),
  textElement('on_crash', 'destroy'),
  element('devices'),
];

/** The domain with the elements that every domain has, and its memory and the part of it in use from the start. */
export function withGeneralElements(tree: XmlElement, definition: Definition): XmlElement {
  const complete = always.reduce(withMissingChild, tree);
  return withKib(withKib(complete, 'memory', definition.memoryKib), 'currentMemory', definition.currentMemoryKib);
}

function withKib(tree: XmlElement, name: string, kib: number): XmlElement {
  const filled = withMissingChild(tree, element(name, { unit: 'KiB' }));
  const text = [{ kind: 'text', text: String(kib) } as const];
  return withChildren(
    filled,
    filled.children.map((node) => (node.kind === 'element' && node.name === name ? withChildren(node, text) : node)),
  );
}
