import type { XmlElement } from '../../xml/node.ts';
import { parseXml } from '../../xml/tree.ts';

export { attribute, elements, find } from '../../xml/read.ts';

/** A host's XML, read at the client as virsh reads it. @throws LibvirtError for text that is no XML. */
export const parseDocument = (xml: string): XmlElement =>
  parseXml(xml, { name: '(domain_definition)', domain: 'domain config' });
