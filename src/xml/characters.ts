/** Name of an element, attribute, entity or processing instruction (XML 1.0, fifth edition, production 5). */
export const namePattern =
  /[:A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}][-.0-9:A-Z_a-z\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u037D\u037F-\u1FFF\u200C-\u200D\u203F-\u2040\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}]*/uy;

/** Character data up to the next markup or reference (production 14, without its rule on `]]>`). */
export const textPattern = /[\t\n\r\u0020-%'-;=-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+/uy;

/** An attribute's value up to its end quote, a reference, or a character it may not hold. */
export const valuePatterns: Readonly<Record<string, RegExp>> = {
  '"': /[\t\n\r\u0020!#-%'-;=-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+/uy,
  "'": /[\t\n\r\u0020-%(-;=-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+/uy,
};

const legal = /[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const illegal = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Whether a code point may stand in an XML document (production 2). */
export const isLegal = (codePoint: number): boolean =>
  codePoint <= 0x10ffff && legal.test(String.fromCodePoint(codePoint));

/** Index of the first character in `text` that may not stand in an XML document, or -1. */
export const firstIllegal = (text: string): number => text.search(illegal);
