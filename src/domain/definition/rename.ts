import { withChild, withChildren } from '../../xml/edit.ts';
import type { Definition } from './definition.ts';
import { describe } from './describe.ts';

/** The same domain under another name. @throws LibvirtError for a name that libvirt does not accept. */
export function renamed({ driver, tree, complete }: Definition, name: string): Definition {
  const text = name === '' ? [] : [{ kind: 'text', text: name } as const];
  return describe(
    driver,
    withChild(tree, 'name', (owner) => withChildren(owner, text)),
    complete,
  );
}
