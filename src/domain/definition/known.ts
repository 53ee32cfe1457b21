import { mapElements, withChildren } from '../../xml/edit.ts';
import { scopeOf, uriOf } from '../../xml/namespace.ts';
import type { XmlElement } from '../../xml/node.ts';
import { elements } from '../../xml/read.ts';
import { layouts } from './layout-table.ts';

/** Namespaces of what a driver passes on to its hypervisor. */
const driverNamespace = /^http:\/\/libvirt\.org\/schemas\/domain\/[a-z]+\/1\.0$/;

/** Children of a domain of which there may be several; of all others libvirt reads the first. */
const several: ReadonlySet<string> = new Set(['seclabel', 'sysinfo']);

/** The domain without what no parser of libvirt's looks at: unknown elements and devices, and second ones of a name. */
export const withKnownElements = (root: XmlElement): XmlElement =>
  mapElements(withFirstOnes(withKnownChildren(root)), (child) => {
    if (child.name !== 'devices') return child;
    return mapElements(withKnownChildren(child), withKnownChildren);
  });

function withKnownChildren(owner: XmlElement): XmlElement {
  const known = layouts[owner.name]?.children;
  if (!known) return owner;
  return mapElements(owner, (child) => (known.includes(child.name) || isDrivers(child, owner) ? child : undefined));
}

function isDrivers(child: XmlElement, owner: XmlElement): boolean {
  const prefix = /^([^:]+):/.exec(child.name)?.[1];
  return prefix !== undefined && driverNamespace.test(uriOf(prefix, scopeOf(child, scopeOf(owner))) ?? '');
}

function withFirstOnes(root: XmlElement): XmlElement {
  const seen = new Set<string>();
  const isRead = ({ name }: XmlElement) => several.has(name) || (!seen.has(name) && seen.add(name));
  return withChildren(root, elements(root).filter(isRead));
}
