import { append, mapElements, withChildren, without } from '../../../xml/edit.ts';
import { element, textElement, type XmlElement, type XmlNode } from '../../../xml/node.ts';
import { elements, has } from '../../../xml/read.ts';

/** The label a host's security driver gives each guest. */
export interface SecurityLabel {
  readonly model: string;
  readonly label: string;
}

/** `labelled` while the guest has its labels, `bare` once they are taken back. */
export type LabelState = 'labelled' | 'bare';

/** The domain with the host's label, where the user did not ask for one of that model, or for none. */
export function withSecurityLabel(tree: XmlElement, { model, label }: SecurityLabel, state: LabelState): XmlElement {
  const asked = elements(tree, 'seclabel').filter((seclabel) => has(seclabel, 'model', model) || isNone(seclabel));
  const values = { type: 'dynamic', model, relabel: 'yes' };
  const complete = asked.length > 0 ? tree : append(tree, element('seclabel', values));
  const texts = state === 'labelled' ? [textElement('label', label), textElement('imagelabel', label)] : [];
  return mapElements(complete, (child) => (isDynamic(child, model) ? withTexts(child, texts) : child));
}

const isNone = (seclabel: XmlElement) => has(seclabel, 'type', 'none');
const isDynamic = (child: XmlElement, model: string) =>
  child.name === 'seclabel' && has(child, 'type', 'dynamic') && has(child, 'model', model);

const withTexts = (seclabel: XmlElement, texts: readonly XmlNode[]) => {
  const rest = without(without(seclabel, 'label'), 'imagelabel');
  return withChildren(rest, [...texts, ...rest.children]);
};
