import type { Random } from '../clock/random.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { NetworkSection, NetworkUpdateCommand } from '../protocol/vocabulary.ts';
import type { XmlSource } from '../xml/cursor.ts';
import { withAttributes, withChild, withChildren } from '../xml/edit.ts';
import type { XmlElement } from '../xml/node.ts';
import { attribute, elements, find } from '../xml/read.ts';
import { tidied } from '../xml/tidy.ts';
import { parseXml } from '../xml/tree.ts';
import type { NetworkDefinition } from './definition.ts';
import { known } from './known.ts';
import { definitionOf } from './parse.ts';
import { invalid, xmlError } from './refuse.ts';
import { type Purpose, type Section, sections } from './update-sections.ts';

/** One change to a part of a network, as virNetworkUpdate takes it. */
export interface NetworkUpdate {
  readonly command: NetworkUpdateCommand;
  readonly section: NetworkSection;
  /** Which ip element, counted from 0; the one with dhcp unless given. */
  readonly parentIndex?: number | undefined;
  readonly xml: string;
}

/** The text of a change (virNetworkDefUpdateSection). */
const updateSource: XmlSource = { name: 'network_update_xml', domain: 'network' };

/**
 * The network with one part changed; it must still be a network that can be (virNetworkObjUpdate).
 * @throws LibvirtError in libvirt's words for a change that cannot be made.
 */
export function updated(definition: NetworkDefinition, update: NetworkUpdate, random: Random): NetworkDefinition {
  const root = known(tidied(parseXml(update.xml, updateSource)), parentName(update.section));
  const section = sections[update.section];
  if (!section) throw noSupport(definition, update.section);
  if (root.name !== section.element)
    throw xmlError(
      `unexpected element <${root.name}>, expecting <${section.element}>, while updating network '${definition.name}'`,
    );
  return definitionOf(changed(definition, section, root, update), random);
}

const parentName = (section: NetworkSection) => sections[section]?.parent ?? '';

const noSupport = ({ name }: NetworkDefinition, section: NetworkSection) =>
  new LibvirtError(
    'operation unsupported',
    `can't update '${section.replaceAll('-', ' ')}' section of network '${name}'`,
    'network',
  );

const purposeOf = (command: NetworkUpdateCommand): Purpose =>
  command === 'modify' ? 'modifying' : command === 'delete' ? 'deleting' : 'adding';

function changed(
  { name, tree }: NetworkDefinition,
  section: Section,
  given: XmlElement,
  { command, parentIndex }: NetworkUpdate,
): XmlElement {
  const purpose = purposeOf(command);
  const at = section.parent === 'dhcp' ? ipAt(tree, name, parentIndex) : undefined;
  if (purpose === 'modifying' && section.unmodifiable)
    throw new LibvirtError('operation unsupported', section.unmodifiable, 'network');
  section.check(given, name, purpose);
  const change = (parent: XmlElement) => changeIn(parent, section, { name, given, command, purpose });
  if (at)
    return withChildren(
      tree,
      tree.children.map((node) => (node === at ? withChild(at, 'dhcp', change) : node)),
    );
  if (section.parent === 'network') return change(tree);
  if (section.parent === 'forward') return withForward(tree, change);
  return withChild(tree, section.parent, change);
}

/** The forward element's own `dev` is its first card, whichever that is now. A network that does not forward shows none. */
const withForward = (tree: XmlElement, change: (forward: XmlElement) => XmlElement) =>
  find(tree, 'forward') ? withChild(tree, 'forward', (it) => withAttributes(change(it), { dev: undefined })) : tree;

/** The ip element whose dhcp is meant (virNetworkIPDefByIndex). */
function ipAt(tree: XmlElement, network: string, index = -1): XmlElement {
  const all = elements(tree, 'ip');
  const nowhere = (where: string) =>
    invalid(`couldn't update dhcp host entry - no <ip> element found ${where}in network '${network}'`);
  const chosen =
    index >= 0
      ? all[index]
      : (all.find((ip) => find(ip, 'dhcp')) ?? all.find((ip) => attribute(ip, 'family') !== 'ipv6'));
  if (!chosen) throw nowhere(index >= 0 ? `at index ${index} ` : '');
  return chosen;
}

interface Change {
  readonly name: string;
  readonly given: XmlElement;
  readonly command: NetworkUpdateCommand;
  readonly purpose: Purpose;
}

function changeIn(parent: XmlElement, section: Section, { name, given, command, purpose }: Change): XmlElement {
  const found = elements(parent, section.element).filter((there) => section.matches(there, given, purpose));
  const entry = section.tidy?.(given) ?? given;
  if (purpose === 'adding') {
    if (found.length > 0) throw invalid(section.exists(given, name));
    refuseSecondDefault(parent, entry, undefined, name);
    return withChildren(parent, inserted(parent, entry, command === 'add-first'));
  }
  const [meant] = found;
  if (!meant) throw invalid(section.missing(given, name, purpose));
  if (found.length > 1 && section.several) throw invalid(section.several(name));
  if (purpose === 'modifying') refuseSecondDefault(parent, entry, meant, name);
  return withChildren(
    parent,
    parent.children.flatMap((node) => (node !== meant ? [node] : purpose === 'deleting' ? [] : [entry])),
  );
}

// Siblings of other names are put into libvirt's order when they are printed.
const inserted = ({ children }: XmlElement, entry: XmlElement, first: boolean) =>
  first ? [entry, ...children] : [...children, entry];

function refuseSecondDefault(
  parent: XmlElement,
  entry: XmlElement,
  old: XmlElement | undefined,
  network: string,
): void {
  const isDefault = (group: XmlElement) => group.name === 'portgroup' && attribute(group, 'default') === 'yes';
  if (isDefault(entry) && elements(parent).some((other) => other !== old && isDefault(other)))
    throw invalid(
      `a different portgroup entry in network '${network}' is already set as the default. Only one default is allowed.`,
    );
}
