import { expect, test } from 'vitest';
import { attribute, configFile, metadataElement } from '../../../src/domain/definition/index.ts';
import { defined, guestXml, parsed } from './fixtures.ts';

const uri = 'https://example.org/workload';
const seedOf = (xml: string) => attribute(metadataElement(parsed(xml), uri), 'seed');

test('an element is found by its namespace, under any prefix, or as the default namespace', () => {
  expect(seedOf(guestXml(`<metadata><w:load xmlns:w='${uri}' seed='1'/></metadata>`))).toBe('1');
  expect(seedOf(guestXml(`<metadata><load xmlns='${uri}' seed='2'/></metadata>`))).toBe('2');
  expect(seedOf(guestXml(`<metadata xmlns:w='${uri}'><w:load seed='3'/></metadata>`))).toBe('3');
});

test('the prefix may be declared on the domain; the metadata then carries it', () => {
  const xml = guestXml("<metadata><w:load seed='4'/></metadata>").replace('<domain', `<domain xmlns:w='${uri}'`);
  expect(seedOf(xml)).toBe('4');
  expect(seedOf(configFile(defined(xml)))).toBe('4');
  expect(configFile(defined(xml))).toContain(`<metadata xmlns:w="${uri}">`);
});

test('the same prefix for another namespace is not taken for ours, nor is a deeper element', () => {
  expect(seedOf(guestXml("<metadata><w:load xmlns:w='urn:other' seed='5'/></metadata>"))).toBeUndefined();
  expect(
    seedOf(guestXml(`<metadata><o:box xmlns:o='urn:o'><w:load xmlns:w='${uri}' seed='6'/></o:box></metadata>`)),
  ).toBeUndefined();
  expect(seedOf(guestXml())).toBeUndefined();
});
