import type { DomainRef } from '../../protocol/messages.ts';
import { escapeText } from '../../xml/escape.ts';
import type { XmlElement } from '../../xml/node.ts';
import { printXml } from '../../xml/print.ts';
import { impactOf, impactOfPlug, impactOptions, persistentOption } from './impact.ts';
import { lookup, who } from './lookup.ts';
import { domainOption, type Verb, type VerbCall, type VerbOption } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';
import { attribute, elements, find, parseDocument } from './xml-of.ts';

const string = (name: string, help: string): VerbOption => ({ name, kind: 'string', help });
const printOnly = (verb: string): VerbOption => ({
  name: 'print-xml',
  kind: 'flag',
  help: `print XML document rather than ${verb}`,
});

/** Sources of a card, by its type, as `attach-interface` writes them. */
const sources: Readonly<Record<string, string>> = { network: 'network', bridge: 'bridge', direct: 'dev' };

/** A guest gets a network card more. */
export const attachInterface: Verb = {
  name: 'attach-interface',
  summary: 'attach network interface',
  description: 'Attach new network interface.',
  options: [
    domainOption,
    { name: 'type', kind: 'data', help: 'network interface type' },
    { name: 'source', kind: 'data', help: 'source of network interface' },
    string('target', 'target network name'),
    string('mac', 'MAC address'),
    string('script', 'script used to bridge network interface'),
    string('model', 'model type'),
    string('alias', 'custom alias name of interface device'),
    string('inbound', "control domain's incoming traffics"),
    string('outbound', "control domain's outgoing traffics"),
    persistentOption,
    ...impactOptions,
    printOnly('attach the interface'),
    { name: 'managed', kind: 'flag', help: 'libvirt will automatically detach/attach the device from/to host' },
    string('source-mode', 'mode attribute of <source/> element'),
  ],
  async run(call) {
    const { given, session } = call;
    impactOf(given);
    const domain = await lookup(call);
    const impact = impactOfPlug(given, domain.id !== null);
    const xml = cardXml(call);
    if (given.has('print-xml')) return { data: { xml }, print: xml };
    const work = session.call('DomainAttachDeviceFlags', { ...who(domain), xml, ...impact });
    await failingWith('Failed to attach interface', work);
    return { data: { xml }, note: 'Interface attached successfully\n' };
  },
};

function cardXml({ given }: VerbCall): string {
  const type = given.required('type');
  const source = sources[type];
  if (source === undefined) throw new VirshError([`No support for ${type} in command 'attach-interface'`]);
  const mode = given.text('source-mode');
  const part = (name: string, key: string, value: string | undefined) =>
    value === undefined ? '' : `  <${name} ${key}='${escapeText(value)}'/>\n`;
  const shares = mode === undefined ? '' : ` mode='${escapeText(mode)}'`;
  return [
    `<interface type='${type}'>\n`,
    `  <source ${source}='${escapeText(given.required('source'))}'${shares}/>\n`,
    part('target', 'dev', given.text('target')),
    part('mac', 'address', given.text('mac')),
    part('script', 'path', given.text('script')),
    part('model', 'type', given.text('model')),
    part('alias', 'name', given.text('alias')),
    '</interface>\n',
  ].join('');
}

/** The guest's cards, as they run or are kept. */
async function cardsOf({ session }: VerbCall, domain: DomainRef, inactive: boolean): Promise<readonly XmlElement[]> {
  const { xml } = await session.call('DomainGetXMLDesc', { ...who(domain), inactive });
  return elements(find(parseDocument(xml), 'devices'), 'interface');
}

const macOf = (card: XmlElement) => attribute(find(card, 'mac'), 'address') ?? '';
const isNamed = (card: XmlElement, name: string) =>
  macOf(card) === name.toLowerCase() || attribute(find(card, 'target'), 'dev') === name;

/** It loses one. */
export const detachInterface: Verb = {
  name: 'detach-interface',
  summary: 'detach network interface',
  description: 'Detach network interface.',
  options: [
    domainOption,
    { name: 'type', kind: 'data', help: 'network interface type' },
    string('mac', 'MAC address'),
    persistentOption,
    ...impactOptions,
    printOnly('detach the interface'),
  ],
  async run(call) {
    const { given, session } = call;
    impactOf(given);
    const domain = await lookup(call);
    const impact = impactOfPlug(given, domain.id !== null);
    const card = cardMeant(call, await cardsOf(call, domain, impact.config === true && !impact.live));
    const xml = printXml(card, {});
    if (given.has('print-xml')) return { data: { xml }, print: xml };
    const work = session.call('DomainDetachDeviceFlags', { ...who(domain), xml, ...impact });
    await failingWith('Failed to detach interface', work);
    return { data: { xml }, note: 'Interface detached successfully\n' };
  },
};

function cardMeant({ given }: VerbCall, cards: readonly XmlElement[]): XmlElement {
  const refuse = (line: string) =>
    new VirshError(given.has('print-xml') ? [line] : [line, 'Failed to detach interface']);
  const type = given.required('type');
  const same = cards.filter((card) => attribute(card, 'type') === type);
  const mac = given.text('mac');
  if (same.length === 0) throw refuse(`No interface found whose type is ${type}`);
  const meant = mac === undefined ? same : same.filter((card) => macOf(card) === mac.toLowerCase());
  const [found, second] = meant;
  if (!found) throw refuse(`No interface with MAC address ${mac} was found`);
  if (second && mac === undefined)
    throw refuse(`Domain has ${same.length} interfaces. Please specify which one to detach using --mac`);
  return found;
}

const interfaceOption: VerbOption = { name: 'interface', kind: 'data', help: 'interface device (MAC Address)' };

/** Whether a card's cable is in. */
export const domifGetlink: Verb = {
  name: 'domif-getlink',
  summary: 'get link state of a virtual interface',
  description: "Get link state of a domain's virtual interface.",
  options: [domainOption, interfaceOption, { name: 'config', kind: 'flag', help: 'Get persistent interface state' }],
  async run(call) {
    const { given } = call;
    const domain = await lookup(call);
    const name = given.required('interface');
    const card = (await cardsOf(call, domain, given.has('config'))).find((own) => isNamed(own, name));
    if (!card) throw new VirshError([`Interface (dev: ${name}) not found.`]);
    const state = attribute(find(card, 'link'), 'state') ?? 'up';
    return { data: { interface: name, state }, print: `${name} ${state}` };
  },
};

/** Pulls it out, or puts it in again. */
export const domifSetlink: Verb = {
  name: 'domif-setlink',
  summary: 'set link state of a virtual interface',
  description: "Set link state of a domain's virtual interface. This command wraps usage of update-device command.",
  options: [
    domainOption,
    interfaceOption,
    { name: 'state', kind: 'data', help: 'new state of the device' },
    { name: 'config', kind: 'flag', help: 'affect next boot' },
    { name: 'print-xml', kind: 'flag', help: 'print XML document rather than set the interface link state' },
  ],
  async run(call) {
    const { given, session } = call;
    const domain = await lookup(call);
    const [name, state] = [given.required('interface'), given.required('state')];
    if (state !== 'up' && state !== 'down') throw new VirshError([`invalid link state '${state}'`]);
    const config = given.has('config') || domain.id === null;
    const card = (await cardsOf(call, domain, config)).find((own) => isNamed(own, name));
    if (!card) throw new VirshError([`interface '${name}' not found`]);
    const others = card.children.filter((node) => node.kind !== 'element' || node.name !== 'link');
    const link: XmlElement = { kind: 'element', name: 'link', attributes: [['state', state]], children: [] };
    const xml = printXml({ ...card, children: [...others, link] }, {});
    if (given.has('print-xml')) return { data: { xml }, print: xml };
    const impact = config ? { config: true } : { live: true };
    const work = session.call('DomainUpdateDeviceFlags', { ...who(domain), xml, ...impact });
    await failingWith('Failed to update interface link state', work);
    return { data: { interface: name, state }, note: 'Device updated successfully\n' };
  },
};
