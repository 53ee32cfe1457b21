import { mapElements, withChild, withChildren, without } from '../../xml/edit.ts';
import { element, type XmlElement } from '../../xml/node.ts';
import { attribute, elements, find, has, textOf } from '../../xml/read.ts';
import type { Definition } from './definition.ts';
import { describe } from './describe.ts';

/** Numbers of the threads that work for a guest's disks, in order; those that only are counted get the lowest free ones. */
export function iothreadsOf({ tree }: Definition): readonly number[] {
  const written = elements(find(tree, 'iothreadids'), 'iothread').map((own) => Number(attribute(own, 'id')));
  const ids = written.filter((id) => Number.isInteger(id) && id > 0);
  const wanted = Math.min(Number(textOf(find(tree, 'iothreads')) ?? 0) || 0, mostThreads);
  for (let id = 1; ids.length < wanted; id++) if (!ids.includes(id)) ids.push(id);
  return ids;
}

const mostThreads = 128;

/** The definition with one thread more. */
export const withIothread = (definition: Definition, id: number): Definition =>
  withIothreads(definition, [...iothreadsOf(definition), id]);

/** The definition with one thread less; where it ran goes with it. */
export function withoutIothread(definition: Definition, id: number): Definition {
  const rest = withIothreads(
    definition,
    iothreadsOf(definition).filter((own) => own !== id),
  );
  return describe(rest.driver, withoutPin(rest.tree, id), rest.complete);
}

const withoutPin = (tree: XmlElement, id: number) =>
  mapElements(tree, (child) => {
    if (child.name !== 'cputune') return child;
    const kept = mapElements(child, (pin) => (has(pin, 'iothread', String(id)) ? undefined : pin));
    return kept.children.length > 0 ? kept : undefined;
  });

function withIothreads({ driver, tree, complete }: Definition, ids: readonly number[]): Definition {
  const bare = without(without(tree, 'iothreads'), 'iothreadids');
  return describe(driver, ids.length === 0 ? bare : withIds(bare, ids), complete);
}

const withIds = (tree: XmlElement, ids: readonly number[]) =>
  withChild(
    withChild(tree, 'iothreads', (owner) => withChildren(owner, [{ kind: 'text', text: String(ids.length) }])),
    'iothreadids',
    (owner) =>
      withChildren(
        owner,
        ids.map((id) => element('iothread', { id: String(id) })),
      ),
  );
