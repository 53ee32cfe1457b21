import type { DomainDriver } from '../../protocol/vocabulary.ts';
import { mapElements } from '../../xml/edit.ts';
import type { XmlElement } from '../../xml/node.ts';
import type { SecurityLabel } from './live/security-label.ts';

/** What a libvirt of some age and set-up writes of a domain. The one place where releases may differ in their XML. */
export interface XmlVintage {
  /** The label that each driver's guests get; none in a session daemon, and none for containers. */
  readonly securityLabels: Readonly<Partial<Record<DomainDriver, SecurityLabel>>>;
  /** Elements that the release does not write, by path below the domain; a `*` stands for any one name. */
  readonly omits: readonly string[];
}

/** libvirt 9.0.0 and later run by root: what the recordings show. */
export const currentVintage: XmlVintage = {
  securityLabels: { qemu: { model: 'dac', label: '+0:+0' } },
  omits: [],
};

/** The tree without the elements that the release does not write. */
export const asWrittenBy = ({ omits }: XmlVintage, tree: XmlElement): XmlElement =>
  omits.reduce((changed, path) => withoutPath(changed, path.split('/')), tree);

function withoutPath(owner: XmlElement, [name, ...rest]: readonly string[]): XmlElement {
  const matches = (child: XmlElement) => name === '*' || name === child.name;
  return mapElements(owner, (child) => {
    if (!matches(child)) return child;
    return rest.length === 0 ? undefined : withoutPath(child, rest);
  });
}
