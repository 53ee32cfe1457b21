import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDomainXml, type XmlElement } from '../../../src/domain/definition/index.ts';
import { escapeText } from '../../../src/xml/escape.ts';
import { isBlank } from '../../../src/xml/node.ts';
import { defined, guestXml, parsed } from './fixtures.ts';

test("elements come in libvirt's order, attributes too, whatever order they were written in", () => {
  const text = formatDomainXml(
    defined(
      guestXml(
        "<on_crash>restart</on_crash><genid>x</genid><title>t</title><memtune><hard_limit unit='M'>1</hard_limit></memtune>",
      ),
    ),
    { kind: 'inactive' },
  );
  const names = [...text.matchAll(/^ {2}<(\w+)/gm)].map(([, name]) => name);
  expect(names.slice(0, 8)).toEqual(['name', 'uuid', 'genid', 'title', 'memory', 'currentMemory', 'memtune', 'vcpu']);
  expect(text).toContain("<hard_limit unit='KiB'>1024</hard_limit>");
});

test('what no parser of libvirt looks at is dropped: unknown elements and devices, second ones of a name', () => {
  const more = '<title>one</title><title>two</title><future when="now"><a/>b</future>';
  const text = formatDomainXml(defined(guestXml(more, "<teleporter to='mars'/><rng colour='red'><pipe/></rng>")), {
    kind: 'inactive',
  });
  expect(text).not.toMatch(/teleporter|future|pipe|two/);
  expect(text).toContain('<title>one</title>');
});

test("what a driver hands on to its hypervisor stays, by its namespace's name", () => {
  const uri = 'http://libvirt.org/schemas/domain/qemu/1.0';
  const line = (prefix: string, name: string) =>
    `<${prefix}:commandline xmlns:${prefix}='${name}'><${prefix}:arg value='-S'/></${prefix}:commandline>`;
  const text = formatDomainXml(defined(guestXml(line('q', uri) + line('x', 'urn:x'))), { kind: 'inactive' });
  expect(text).toContain("<q:arg value='-S'/>");
  expect(text).not.toContain('x:arg');
});

test('comments go, except in metadata, which libxml2 writes in its own way', () => {
  const metadata = '<metadata>\n <!-- kept --> <x:a xmlns:x="urn:x" v=\'1"é\'>t</x:a></metadata>';
  const text = formatDomainXml(defined(guestXml(`<!-- gone -->${metadata}`)), { kind: 'inactive' });
  expect(text).not.toContain('gone');
  expect(text).toContain(
    '  <metadata>\n    <!-- kept -->\n    <x:a xmlns:x="urn:x" v="1&quot;&#xE9;">t</x:a>\n  </metadata>\n',
  );
});

const name = fc.constantFrom('a', 'bee', 'c-d', 'x:y', 'constructor', 'toString', 'length', '__proto_', 'é');
const text = fc.string({ unit: fc.constantFrom('a', '<', '>', '&', '"', "'", ' ', '\n', 'é', '🙂', ']]>') });
const leaf = fc.tuple(name, text).map(([tag, value]) => `<${tag}>${escapeText(value)}</${tag}>`);
const { node } = fc.letrec<{ node: string; inner: string }>((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, leaf, tie('inner')),
  inner: fc
    .tuple(name, fc.option(text), fc.array(tie('node'), { maxLength: 3 }))
    .map(
      ([tag, value, inside]) =>
        `<${tag}${value === null ? '' : ` v='${escapeText(value)}'`}>${inside.join('')}</${tag}>`,
    ),
}));

/** The user's elements anywhere in a tree, as text that does not depend on layout. */
const outlineOf = (owner: XmlElement): unknown => [
  owner.name,
  owner.attributes,
  owner.children
    .filter((node) => !isBlank(node))
    .map((node) => (node.kind === 'element' ? outlineOf(node) : node.text)),
];
const own = (xml: string) => parsed(xml).tree.children.filter((node) => node.kind === 'element' && node.name === 'own');

test('whatever a user writes comes back from parse(format(x)): names, values, texts, order', () => {
  fc.assert(
    fc.property(fc.array(node, { maxLength: 4 }), (elements) => {
      const xml = guestXml(`<own xmlns:x='urn:x'>${elements.join('')}</own>`);
      const again = formatDomainXml(defined(xml), { kind: 'inactive' });
      const outlines = (list: ReturnType<typeof own>) =>
        list.map((node) => (node.kind === 'element' ? outlineOf(node) : ''));
      expect(outlines(own(again))).toEqual(outlines(own(xml)));
    }),
    { numRuns: 80 },
  );
});

test('a description is kept to the letter', () => {
  fc.assert(
    fc.property(text, (description) => {
      const again = parsed(
        formatDomainXml(defined(guestXml(`<description>${escapeText(description)}</description>`)), {
          kind: 'migratable',
        }),
      );
      expect(again.description ?? '').toBe(description);
    }),
    { numRuns: 60 },
  );
});
