import type { Random } from '../clock/random.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { XmlSource } from '../xml/cursor.ts';
import type { XmlElement } from '../xml/node.ts';
import { attribute, find, textOf } from '../xml/read.ts';
import { tidied } from '../xml/tidy.ts';
import { parseXml } from '../xml/tree.ts';
import { checkBridge, checkNetwork } from './check.ts';
import type { NetworkDefinition } from './definition.ts';
import { devicesOf, modeOf } from './forward.ts';
import { checkedName } from './identity.ts';
import { known } from './known.ts';
import { tidyNetwork } from './tidy.ts';

/** The text of a network (virNetworkDefParseString). */
const networkSource: XmlSource = { name: '(network_definition)', domain: 'network' };

export interface ParseNetwork {
  /** Makes the UUID that the XML does not give. */
  readonly random: Random;
}

/**
 * A network from a user's XML, or from a file that hooklab wrote. It may still lack a bridge's name and address.
 * @throws LibvirtError with libvirt's words for XML that is malformed, too large, or no network.
 */
export function parseNetworkXml(xml: string, { random }: ParseNetwork): NetworkDefinition {
  const root = parseXml(xml, networkSource);
  if (root.name !== 'network') throw otherRoot(root.name);
  return definitionOf(known(tidied(root)), random);
}

const otherRoot = (name: string) =>
  new LibvirtError('XML error', `expecting root element of 'network', not '${name}'`, 'xml');

/** The definition that a tree means (virNetworkDefParseXML). @throws LibvirtError for what libvirt would not take. */
export function definitionOf(written: XmlElement, random: Random): NetworkDefinition {
  const name = checkedName(textOf(find(written, 'name')));
  const mode = modeOf(find(written, 'forward'));
  checkBridge(find(written, 'bridge'), name, mode);
  const devices = devicesOf(find(written, 'forward'), name);
  checkNetwork(written, name, mode, devices);
  const tree = tidyNetwork(written, name, random);
  const uuid = textOf(find(tree, 'uuid')) ?? '';
  return { name, uuid, mode, bridge: attribute(find(tree, 'bridge'), 'name'), devices, tree };
}
