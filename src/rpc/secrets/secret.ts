import type { Random } from '../../clock/random.ts';
import { randomUuid } from '../../clock/uuid.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { escapeText } from '../../xml/escape.ts';
import type { XmlElement } from '../../xml/node.ts';
import { attribute, find, textOf } from '../../xml/read.ts';
import { parseXml } from '../../xml/tree.ts';
import { checkedUuid } from '../definitions/uuid.ts';

/** A secret without its value (virSecretDef). */
export interface Secret {
  readonly uuid: string;
  /** Not kept in a file. */
  readonly ephemeral: boolean;
  /** Its value is told to no client. */
  readonly private: boolean;
  readonly description: string | undefined;
  readonly usage: SecretUsage;
}

export interface SecretUsage {
  readonly type: UsageType;
  /** What of that type uses it; empty for a secret of no use. */
  readonly id: string;
}

export type UsageType = (typeof usageTypes)[number];
/** virSecretUsageType by number. */
export const usageTypes = ['none', 'volume', 'ceph', 'iscsi', 'tls', 'vtpm'] as const;

/** The element that names a use, and what is said where it is missing (virSecretDefParseUsage). */
const usageElements: Readonly<Record<Exclude<UsageType, 'none'>, readonly [element: string, missing: string]>> = {
  volume: ['volume', 'volume usage specified, but volume path is missing'],
  ceph: ['name', 'Ceph usage specified, but name is missing'],
  iscsi: ['target', 'iSCSI usage specified, but target is missing'],
  tls: ['name', 'TLS usage specified, but name is missing'],
  vtpm: ['name', 'vTPM usage specified, but name is missing'],
};

/** The secret that a user's XML means. @throws LibvirtError in libvirt's words (virSecretDefParse). */
export function parseSecret(xml: string, random: Random): Secret {
  const root = parseXml(xml, { name: '(definition_of_secret)', domain: 'secret' });
  if (root.name !== 'secret')
    throw new LibvirtError('XML error', `expecting root element of 'secret', not '${root.name}'`, 'xml');
  const uuid = textOf(find(root, 'uuid'));
  return {
    uuid: uuid === undefined ? randomUuid(random) : checkedUuid(uuid, 'secret'),
    ephemeral: yes(root, 'ephemeral'),
    private: yes(root, 'private'),
    description: textOf(find(root, 'description')),
    usage: usageOf(find(root, 'usage')),
  };
}

function yes(root: XmlElement, name: string): boolean {
  const value = attribute(root, name) ?? 'no';
  if (value === 'yes' || value === 'no') return value === 'yes';
  throw new LibvirtError('XML error', `invalid value of '${name}'`, 'secret');
}

function usageOf(usage: XmlElement | undefined): SecretUsage {
  if (!usage) return { type: 'none', id: '' };
  const written = attribute(usage, 'type');
  if (written === undefined) throw new LibvirtError('XML error', 'unknown secret usage type', 'secret');
  const type = usageTypes.find((known) => known === written);
  if (!type) throw new LibvirtError('config unsupported', `unknown secret usage type ${written}`, 'secret');
  if (type === 'none') return { type, id: '' };
  const [element, missing] = usageElements[type];
  const id = textOf(find(usage, element));
  if (id === undefined) throw new LibvirtError('internal error', missing, 'secret');
  return { type, id };
}

/** The secret as libvirt writes it (virSecretDefFormat). */
export const secretXml = ({ uuid, ephemeral, private: hidden, description, usage }: Secret): string =>
  [
    `<secret ephemeral='${word(ephemeral)}' private='${word(hidden)}'>`,
    `  <uuid>${uuid}</uuid>`,
    ...(description === undefined ? [] : [`  <description>${escapeText(description)}</description>`]),
    ...usageLines(usage),
    '</secret>\n',
  ].join('\n');

const word = (set: boolean) => (set ? 'yes' : 'no');

function usageLines({ type, id }: SecretUsage): readonly string[] {
  if (type === 'none') return [];
  const [element] = usageElements[type];
  return [`  <usage type='${type}'>`, `    <${element}>${escapeText(id)}</${element}>`, '  </usage>'];
}
