import { withAttributes, withChildren } from '../xml/edit.ts';
import { element, type XmlElement } from '../xml/node.ts';
import { attribute, elements, find } from '../xml/read.ts';
import { type ForwardMode, forwardModes } from './definition.ts';
import { unsupported, xmlError } from './refuse.ts';

/** How a network forwards; nothing is `none`, and a forward element without a mode is `nat`. */
export function modeOf(forward: XmlElement | undefined): ForwardMode {
  if (!forward) return 'none';
  const written = attribute(forward, 'mode') || 'nat';
  const mode = forwardModes.find((known) => known === written);
  if (!mode) throw unsupported(`unknown forwarding type '${written}'`);
  return mode;
}

/** The host's own cards of a forward element, the one of its `dev` attribute first. @throws LibvirtError (XML error). */
export function devicesOf(forward: XmlElement | undefined, network: string): readonly string[] {
  const [first, ...others] = elements(forward, 'interface').map((card) => cardOf(card, network));
  const dev = attribute(forward, 'dev');
  if (dev !== undefined && first !== undefined && first !== dev)
    throw xmlError(`<forward dev='${dev}'> must match first <interface dev='${first}'/> in network ${network}`);
  const devices = [dev ?? first, ...others].filter((name) => name !== undefined);
  const twice = devices.find((name, i) => devices.indexOf(name) !== i);
  if (twice !== undefined) throw xmlError(`interface '${twice}' can only be listed once in network ${network}`);
  return devices;
}

function cardOf(card: XmlElement, network: string): string {
  const dev = attribute(card, 'dev');
  if (dev) return dev;
  throw xmlError(`Missing required dev attribute in <forward> <interface> element of network ${network}`);
}

/** The forward element as libvirt writes it: its mode, the first card as an attribute too, and each card an element. */
export function tidyForward(forward: XmlElement, network: string): XmlElement {
  const mode = modeOf(forward);
  const devices = devicesOf(forward, network);
  const nat = find(forward, 'nat');
  if (nat && mode !== 'nat')
    throw xmlError(`The <nat> element can only be used when <forward> 'mode' is 'nat' in network ${network}`);
  const others = elements(forward).filter((child) => child.name !== 'interface' && !isEmptyNat(child));
  const cards = devices.map((dev) => element('interface', { dev }));
  return withAttributes(withChildren(forward, [...others, ...cards]), { dev: devices[0], mode });
}

const isEmptyNat = ({ name, attributes, children }: XmlElement) =>
  name === 'nat' && attributes.length === 0 && children.length === 0;
