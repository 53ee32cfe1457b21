import { expect, test } from 'vitest';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { outline } from '../../src/xml/well-formed.ts';

function complaint(xml: string): string {
  try {
    outline(xml);
  } catch (error) {
    if (error instanceof LibvirtError) return error.message;
  }
  return 'none';
}

test.each([
  ['words', 'this is not xml\n', "1: Start tag expected, '<' not found", 'this is not xml', '^'],
  ['nothing', '', '1: Document is empty', '(null)', '^'],
  ['white space', '  \n\t\n', "3: Start tag expected, '<' not found", '(null)', '^'],
  ['a part', '<domain>\n  <name>g</name>\n', '3: Premature end of data in tag domain line 1', '(null)', '^'],
  [
    'a part of a line',
    "<domain type='kvm'>\n\t<name>",
    '2: Premature end of data in tag name line 2',
    '\t<name>',
    '\t------^',
  ],
  ['more after the end', '<domain/>\nok\n', '2: Extra content at the end of the document', 'ok', '^'],
  [
    'two documents',
    '<domain/><domain/>',
    '1: Extra content at the end of the document',
    '<domain/><domain/>',
    '---------^',
  ],
  ['crossed tags', '<a>\n<b></a>', '2: Opening and ending tag mismatch: b line 2 and a', '<b></a>', '-------^'],
  ['a tag cut short', "<a\n b='1' ", "2: Couldn't find end of Start Tag a line 1", " b='1' ", '-------^'],
  ['a value without quotes', '<a b=c/>', '1: AttValue: " or \' expected', '<a b=c/>', '-----^'],
  ['a name without value', '<a b/>', '1: Specification mandates value for attribute b', '<a b/>', '----^'],
  ['values run together', "<a b='1'c='2'/>", '1: attributes construct error', "<a b='1'c='2'/>", '--------^'],
  ['one name twice', "<a b='1' b='2'/>", '1: Attribute b redefined', "<a b='1' b='2'/>", '--------------^'],
  ['an open quote', "<a b='1/>", "1: AttValue: ' expected", "<a b='1/>", '---------^'],
  ['a tag in a value', "<a b='<'/>", "1: Unescaped '<' not allowed in attributes values", "<a b='<'/>", '------^'],
  ['a bare ampersand', '<a>& b</a>', '1: xmlParseEntityRef: no name', '<a>& b</a>', '----^'],
  ['an unknown entity', '<a>&nbsp;</a>', "1: Entity 'nbsp' not defined", '<a>&nbsp;</a>', '---------^'],
  ['a control character', '<a>\u0001</a>', '1: PCDATA invalid Char value 1', '<a>\u0001</a>', '---^'],
  ['a number for none', '<a>&#0;</a>', '1: xmlParseCharRef: invalid xmlChar value 0', '<a>&#0;</a>', '-------^'],
  [
    'letters of two bytes',
    '<a>éé</b>',
    '1: Opening and ending tag mismatch: a line 1 and b',
    '<a>éé</b>',
    '-----------^',
  ],
])("%s get libxml2's message, the line and a caret", (_, xml, message, line, caret) => {
  expect(complaint(xml)).toBe(`(domain_definition):${message}\n${line}\n${caret}`);
});

test.each([
  ['<?xml version="1.0" encoding="UTF-8"?>\n<!-- a -->\n<?pi it\'s?>\n<domain/>\n<!-- b -->\n'],
  ['\uFEFF<domain/>'],
  ["<a b='>' c=\"'\">&#65;&#x41;&lt;<![CDATA[<&]]></a >"],
  ['<p:a xmlns:p="u" p:b="1"/>'],
])('%s is well-formed', (xml) => {
  expect(complaint(xml)).toBe('none');
});

test('the outline says where the root is, and the instructions inside it', () => {
  const { rootStart, rootEnd, instructions } = outline('<!--x--><a><?b c?></a>\n');
  expect({ rootStart, rootEnd, instructions }).toEqual({ rootStart: 8, rootEnd: 22, instructions: [[11, 18]] });
});
