import { withAttributes, withChild, withChildren } from '../../xml/edit.ts';
import type { XmlElement } from '../../xml/node.ts';
import { attribute, has } from '../../xml/read.ts';
import type { Definition } from './definition.ts';
import { describe } from './describe.ts';
import { changeEach, devicesOf } from './devices.ts';

const withKib = (tree: XmlElement, name: string, kib: number): XmlElement =>
  withChild(tree, name, (owner) => withChildren(withAttributes(owner, { unit: 'KiB' }), [textOf(kib)]));

const textOf = (kib: number) => ({ kind: 'text', text: String(kib) }) as const;

/** The definition with that much of its memory in use. */
export const withCurrentMemory = ({ driver, tree, complete }: Definition, kib: number): Definition =>
  describe(driver, withKib(tree, 'currentMemory', kib), complete);

/** The definition with that much memory; what is in use shrinks with it (virDomainDefSetMemoryTotal). */
export function withMaxMemory(definition: Definition, kib: number): Definition {
  const { driver, tree, complete, currentMemoryKib } = definition;
  const current = withKib(tree, 'currentMemory', Math.min(currentMemoryKib, kib));
  return describe(driver, withKib(current, 'memory', kib), complete);
}

/** Whether the guest's memory can be given back and taken again. */
export const hasBalloon = ({ tree }: Definition): boolean =>
  devicesOf(tree, 'memballoon').some((balloon) => !has(balloon, 'model', 'none'));

/** The definition with how often its balloon counts the guest's memory, in seconds; 0 is never. */
export function withStatsPeriod({ driver, tree, complete }: Definition, seconds: number): Definition {
  const changed = changeEach(tree, 'memballoon', (balloon) => {
    const others = balloon.children.filter((child) => child.kind !== 'element' || child.name !== 'stats');
    if (attribute(balloon, 'model') === 'none' || seconds === 0) return withChildren(balloon, others);
    return withChild(withChildren(balloon, others), 'stats', (stats) =>
      withAttributes(stats, { period: `${seconds}` }),
    );
  });
  return describe(driver, changed, complete);
}
