import type { XmlElement } from '../../xml/node.ts';
import { find, has } from '../../xml/read.ts';
import { withDefaults } from './defaults.ts';
import type { Definition } from './definition.ts';
import { devicesOf } from './devices.ts';
import type { Form } from './form.ts';
import { liveTree } from './live/live.ts';
import { type PluggedPort, withPorts } from './live/ports.ts';
import { migratableTree } from './migratable.ts';
import { printDevice, printDomain } from './print.ts';
import { withoutSecrets } from './secrets.ts';
import { asWrittenBy, currentVintage, type XmlVintage } from './vintage.ts';
import { withoutLive } from './without-live.ts';

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
  const kept = withoutLive(tree);
  return form.kind === 'migratable' ? migratableTree(kept, form.offline ?? false) : kept;
}

/** One network card of a domain, plugged in, as it stands in another text: `indent` before each line. */
export function formatInterfaceXml({ tree }: Definition, port: PluggedPort, indent: string): string {
  const card = devicesOf(withPorts(tree, [port]), 'interface').find((it) => has(find(it, 'mac'), 'address', port.mac));
  return card ? printDevice(card, indent) : '';
}
