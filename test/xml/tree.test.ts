import { expect, test } from 'vitest';
import { element } from '../../src/xml/node.ts';
import { parseXml } from '../../src/xml/tree.ts';

test('the tree keeps order, texts, sections and comments, with references resolved', () => {
  expect(parseXml("<a b='1&amp;&#10;2\n3'>x&lt;<c/><!--d--><![CDATA[<e>]]> </a>")).toEqual(
    element('a', { b: '1&\n2 3' }, [
      { kind: 'text', text: 'x<' },
      element('c'),
      { kind: 'comment', text: 'd' },
      { kind: 'text', text: '<e>', cdata: true },
      { kind: 'text', text: ' ' },
    ]),
  );
});

test('names that JavaScript reserves are names like any other', () => {
  const names = ['constructor', 'prototype', 'toString', 'hasOwnProperty', '__proto__'];
  for (const name of names) {
    const { children, attributes } = parseXml(`<r ${name}='1'><${name}>2</${name}></r>`);
    expect(attributes).toEqual([[name, '1']]);
    expect(children).toEqual([element(name, {}, [{ kind: 'text', text: '2' }])]);
  }
});

test('a quote in a processing instruction hides nothing', () => {
  expect(parseXml("<a><?b it's?><c/><?d it's?></a>")).toEqual(element('a', {}, [element('c')]));
});
