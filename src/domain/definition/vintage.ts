import type { Profile } from '../../protocol/profiles/index.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';
import { mapElements, withAttributes } from '../../xml/edit.ts';
import type { XmlElement } from '../../xml/node.ts';
import { has } from '../../xml/read.ts';
import type { SecurityLabel } from './live/security-label.ts';

/** What a libvirt of some age and set-up writes of a domain. The one place where releases may differ in their XML. */
export interface XmlVintage {
  /** The label that each driver's guests get; none in a session daemon, and none for containers. */
  readonly securityLabels: Readonly<Partial<Record<DomainDriver, SecurityLabel>>>;
  /** What the release does not write yet, as a profile's `xmlOmits` names it. */
  readonly omits: readonly string[];
}

/** libvirt 9.0.0 and later run by root: what the recordings show. */
export const currentVintage: XmlVintage = {
  securityLabels: { qemu: { model: 'dac', label: '+0:+0' } },
  omits: [],
};

/** What a release writes for its clients and hooks. */
export const vintageOf = ({ xmlOmits }: Pick<Profile, 'xmlOmits'>): XmlVintage => ({
  securityLabels: xmlOmits.includes('seclabel') ? {} : currentVintage.securityLabels,
  // Labels that the user asked for stay.
  omits: xmlOmits.filter((path) => path !== 'seclabel'),
});

/** The tree without what the release does not write. */
export const asWrittenBy = ({ omits }: XmlVintage, tree: XmlElement): XmlElement =>
  omits.reduce((changed, path) => withoutPath(changed, path.split('/')), tree);

/** One step of a path: `controller[type=pci]`, or `*` for any name; at its end perhaps an attribute, `vcpu@placement`. */
const step = /^(\*|[\w-]+)(?:\[(\w+)=([^\]]+)\])?(?:@(\w+))?$/;

function withoutPath(owner: XmlElement, [first = '', ...rest]: readonly string[]): XmlElement {
  const [, name, key, value, attribute] = step.exec(first) ?? [];
  const isMeant = (child: XmlElement) =>
    (name === '*' || name === child.name) && (!key || !value || has(child, key, value));
  return mapElements(owner, (child) => {
    if (!isMeant(child)) return child;
    if (rest.length > 0) return withoutPath(child, rest);
    return attribute ? withAttributes(child, { [attribute]: undefined }) : undefined;
  });
}
