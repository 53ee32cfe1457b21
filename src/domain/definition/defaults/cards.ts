import { withMissingChild } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { changeEach } from '../devices.ts';
import { isX86 } from '../machine.ts';

/** The domain with a model for each network card that has none (qemuDomainDefaultNetModel). */
export const withCardModels = (tree: XmlElement): XmlElement =>
  changeEach(tree, 'interface', (card) => {
    if (has(card, 'type', 'hostdev')) return card;
    const type =
      isX86(attribute(find(tree, 'os', 'type'), 'arch')) && !has(card, 'type', 'vdpa') ? 'rtl8139' : 'virtio';
    return withMissingChild(card, element('model', { type }));
  });
