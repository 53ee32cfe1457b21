import type { Random } from '../../clock/random.ts';
import { randomUuid } from '../../clock/uuid.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { withAttributes } from '../../xml/edit.ts';
import { element, textElement, type XmlElement } from '../../xml/node.ts';
import { printXml } from '../../xml/print.ts';
import { attribute, elements, find, textOf } from '../../xml/read.ts';
import { tidied } from '../../xml/tidy.ts';
import { parseXml } from '../../xml/tree.ts';
import { checkedUuid } from '../definitions/uuid.ts';

/** A network filter as defined. Nothing is filtered here: guests of hooklab send no packets. */
export interface Filter {
  readonly name: string;
  readonly uuid: string;
  readonly chain: string;
  readonly priority: string | undefined;
  /** Rules and references to other filters, in order. */
  readonly entries: readonly XmlElement[];
}

/** The filter that a user's XML means. @throws LibvirtError in libvirt's words (virNWFilterDefParse). */
export function parseFilter(xml: string, random: Random): Filter {
  const root = tidied(parseXml(xml, { name: '(nwfilter_definition)', domain: 'nwfilter' }));
  if (root.name !== 'filter')
    throw new LibvirtError('XML error', `expecting root element of 'filter', not '${root.name}'`, 'xml');
  const name = attribute(root, 'name');
  if (!name) throw internal('filter has no name');
  if (/[/\n]/.test(name) || name === '.' || name === '..')
    throw new LibvirtError('XML error', `name ${name} cannot contain '/'`, 'nwfilter');
  const uuid = textOf(find(root, 'uuid'));
  return {
    name,
    uuid: uuid === undefined ? randomUuid(random) : checkedUuid(uuid, 'nwfilter'),
    chain: checkedChain(attribute(root, 'chain') ?? 'root'),
    priority: attribute(root, 'priority'),
    entries: elements(root)
      .filter((child) => child.name === 'rule' || child.name === 'filterref')
      .map((child) => (child.name === 'rule' ? checkedRule(child) : child)),
  };
}

const prefixes = ['mac', 'vlan', 'stp', 'arp', 'rarp', 'ipv4', 'ipv6'];

function checkedChain(chain: string): string {
  if (chain === 'root' || prefixes.some((prefix) => chain.startsWith(prefix))) return chain;
  const known = prefixes.join(', ');
  throw new LibvirtError(
    'invalid argument',
    `invalid argument: Invalid chain name '${chain}'. Please use a chain name called 'root' or any of the following prefixes: ${known}`,
    'nwfilter',
  );
}

const ruleValues = {
  action: ['drop', 'accept', 'reject', 'return', 'continue'],
  direction: ['in', 'out', 'inout'],
} as const;

/** A rule as it is kept, with its priority (virNWFilterRuleParse). */
function checkedRule(rule: XmlElement): XmlElement {
  const [action, direction] = [checkedValue(rule, 'action'), checkedValue(rule, 'direction')];
  const kept = { priority: attribute(rule, 'priority') ?? '500', statematch: statematchOf(rule) };
  return element('rule', { action, direction, ...kept }, elements(rule).slice(0, 1).map(known));
}

function checkedValue(rule: XmlElement, name: keyof typeof ruleValues): string {
  const value = attribute(rule, name);
  if (value === undefined) throw internal(`rule node requires ${name} attribute`);
  if (ruleValues[name].some((one) => one === value)) return value;
  throw new LibvirtError('config unsupported', `unknown rule ${name} attribute value`, 'nwfilter');
}

const statematchOf = (rule: XmlElement) =>
  ['0', 'false'].includes(attribute(rule, 'statematch')?.toLowerCase() ?? '') ? 'false' : undefined;

const known = (protocol: XmlElement) => withAttributes({ ...protocol, children: [] }, {});

/** The filter as libvirt writes it (virNWFilterDefFormat). */
export const filterXml = ({ name, uuid, chain, priority, entries }: Filter): string =>
  printXml(element('filter', { name, chain, priority }, [textElement('uuid', uuid), ...entries]), {});

const internal = (text: string) => new LibvirtError('internal error', text, 'nwfilter');
