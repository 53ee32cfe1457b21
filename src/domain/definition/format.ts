import { withDefaults } from './defaults.ts';
import type { Definition } from './definition.ts';
import type { Form } from './form.ts';
import { liveTree } from './live/live.ts';
import { migratableTree } from './migratable.ts';
import { printDomain } from './print.ts';
import { withoutSecrets } from './secrets.ts';
import { asWrittenBy, currentVintage, type XmlVintage } from './vintage.ts';
import type { XmlElement } from './xml/node.ts';

/**
 * A domain's XML as libvirt writes it, ending with a newline. libvirt has no definition without its defaults, so they are
 * added to one that lacks them.
 */
export function formatDomainXml(definition: Definition, form: Form, vintage: XmlVintage = currentVintage): string {
  const { secure = form.kind === 'migratable' } = form;
  const tree = asWrittenBy(vintage, treeOf(withDefaults(definition), form, vintage));
  return printDomain(secure ? tree : withoutSecrets(tree));
}

function treeOf({ driver, tree }: Definition, form: Form, vintage: XmlVintage): XmlElement {
  if (form.kind === 'live') return liveTree(tree, driver, form, vintage);
  return form.kind === 'migratable' ? migratableTree(tree, form.offline ?? false) : tree;
}
