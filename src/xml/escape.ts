const entities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that libvirt leaves out.
const leftOut = /[\u0001-\u0008\u000B\u000C\u000E-\u0019]/g;

/** Text or a value as libvirt writes it: the five entities, and control characters left out (virBufferEscapeString). */
export const escapeText = (text: string): string =>
  text.replace(leftOut, '').replace(/[<>&"']/g, (found) => entities[found] ?? found);

/** Text as libxml2 writes it (xmlEscapeEntities): used inside metadata only. */
export const escapeNodeText = (text: string): string =>
  text.replace(/[<>&]/g, (found) => entities[found] ?? found).replaceAll('\r', '&#13;');

/** A double-quoted value as libxml2 writes it (xmlBufAttrSerializeTxtContent): nothing beyond ASCII stands in it unescaped. */
export const escapeNodeValue = (text: string): string =>
  text
    .replace(/[<>&"]/g, (found) => entities[found] ?? found)
    .replace(/[\t\n\r]/g, (found) => `&#${found.charCodeAt(0)};`)
    .replace(/[^\0-\x7F]/gu, (found) => `&#x${found.codePointAt(0)?.toString(16).toUpperCase()};`);
