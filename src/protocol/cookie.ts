import { ProtocolError } from './errors.ts';
import { limits } from './limits.ts';

/**
 * What travels with every phase of a migration besides its parameters: libvirt's `<qemu-migration>` (facts C4) with the
 * sender's identity and, in hooklab's own namespace, the journal numbers it knows.
 */
export interface Cookie {
  readonly name: string;
  readonly uuid: string;
  readonly hostName: string;
  /** Absent in protocol 2, which could not tell hosts apart. */
  readonly hostUuid: string | undefined;
  /** XML of the definition that the guest has for its next start, where that is to stay at the destination. */
  readonly persistent?: string | undefined;
}

const namespace = 'https://hooklab.dev/journal/1';

/** libvirt ends a cookie's bytes with NUL on the wire; as text it has none. */
export function formatCookie(
  { name, uuid, hostName, hostUuid, persistent = '' }: Cookie,
  known: Readonly<Record<string, number>>,
): string {
  const heard = Object.entries(known).map(
    ([host, seq]) => `  <journal xmlns='${namespace}' host='${escapeText(host)}' seq='${seq}'/>\n`,
  );
  const identity = hostUuid ? `  <hostuuid>${hostUuid}</hostuuid>\n` : '';
  return (
    `<qemu-migration>\n  <name>${escapeText(name)}</name>\n  <uuid>${uuid}</uuid>\n` +
    `  <hostname>${escapeText(hostName)}</hostname>\n${identity}${heard.join('')}${persistent.replace(/^(?=.)/gm, '  ')}</qemu-migration>\n`
  );
}

/** @throws ProtocolError (HOOKLAB_BAD_MESSAGE) for text that is no cookie. */
export function parseCookie(text: string): Cookie & { readonly known: Readonly<Record<string, number>> } {
  if (text.length > limits.stringBytes || !text.startsWith('<qemu-migration>'))
    throw new ProtocolError('HOOKLAB_BAD_MESSAGE', 'the migration cookie is not a <qemu-migration> document');
  const [head = '', definition] = text.split(/^(?= {2}<domain )/m);
  return {
    name: element(head, 'name') ?? '',
    uuid: element(head, 'uuid') ?? '',
    hostName: element(head, 'hostname') ?? '',
    hostUuid: element(head, 'hostuuid'),
    persistent: definition?.replace(/^<\/qemu-migration>\n$/m, '').replace(/^ {2}/gm, ''),
    known: journals(head),
  };
}

const element = (text: string, tag: string): string | undefined => {
  const found = new RegExp(`^  <${tag}>([^<]*)</${tag}>$`, 'm').exec(text);
  return found ? unescapeText(found[1] ?? '') : undefined;
};

function journals(text: string): Record<string, number> {
  const marks = [...text.matchAll(/^ {2}<journal xmlns='[^']*' host='([^']*)' seq='(\d{1,15})'\/>$/gm)].slice(0, 64);
  return Object.fromEntries(marks.map(([, host = '', seq]) => [unescapeText(host), Number(seq)]));
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&apos;' } as const;
const escapeText = (text: string) => text.replace(/[&<>']/g, (c) => entities[c as keyof typeof entities]);
const unescapeText = (text: string) =>
  Object.entries(entities).reduceRight((result, [plain, escaped]) => result.replaceAll(escaped, plain), text);
