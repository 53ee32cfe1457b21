import type { Random } from '../../clock/random.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';
import { withAttributes, withChild, withChildren } from '../../xml/edit.ts';
import { textElement, type XmlElement } from '../../xml/node.ts';
import { attribute, find, textOf } from '../../xml/read.ts';
import { tidied } from '../../xml/tidy.ts';
import { parseXml } from '../../xml/tree.ts';
import type { Definition } from './definition.ts';
import { describe } from './describe.ts';
import { changeEach } from './devices.ts';
import { checkedMac, checkedUuid, newMac, newUuid } from './identity.ts';
import { withKnownElements } from './known.ts';
import { withSizesInKib } from './sizes.ts';
import { withoutLive } from './without-live.ts';

export interface ParseOptions {
  /** The driver the domain is for. */
  readonly driver: DomainDriver;
  /** Makes the UUID and the MAC addresses that the XML does not give. */
  readonly random: Random;
  /** The text is a running guest's own, of its status file: what its devices have while it runs is kept. */
  readonly live?: boolean;
}

/**
 * A definition from a user's domain XML, or from a file that `configFile` wrote. It holds what was written, the sizes in
 * kibibytes, and a UUID and MAC addresses where there were none.
 * @throws LibvirtError with libvirt's words for XML that is malformed, too large, or no domain that the driver takes.
 */
export function parseDomainXml(xml: string, { driver, random, live = false }: ParseOptions): Definition {
  const root = parseXml(xml);
  if (root.name !== 'domain') throw otherRoot(root.name);
  const tree = withKnownElements(tidied(withoutId(root)));
  const kept = live ? tree : withoutLive(tree);
  return describe(driver, withSizesInKib(withMacs(withUuid(kept, random), random)), false);
}

const otherRoot = (name: string) =>
  new LibvirtError('XML error', `expecting root element of 'domain', not '${name}'`, 'xml');

// The id belongs to a running guest, which a definition is not.
const withoutId = (root: XmlElement) => withAttributes(root, { id: undefined });

function withUuid(tree: XmlElement, random: Random): XmlElement {
  const written = textOf(find(tree, 'uuid'));
  const uuid = written === undefined ? newUuid(random) : checkedUuid(written);
  return withChild(tree, 'uuid', (owner) => withChildren(owner, textElement('uuid', uuid).children));
}

const withMacs = (tree: XmlElement, random: Random) =>
  changeEach(tree, 'interface', (device) => {
    const written = attribute(find(device, 'mac'), 'address');
    const address = written === undefined ? newMac(random) : checkedMac(written);
    return withChild(device, 'mac', (mac) => withAttributes(mac, { address }));
  });
