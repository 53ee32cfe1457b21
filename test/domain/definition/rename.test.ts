import { expect, test } from 'vitest';
import { formatDomainXml, renamed } from '../../../src/domain/definition/index.ts';
import { defined, fixture } from './fixtures.ts';

test('a renamed guest differs in nothing but its name', () => {
  const guest = defined(fixture('plain/defined'));
  const text = formatDomainXml(renamed(guest, 'g & co'), { kind: 'inactive' });
  expect(text).toBe(fixture('plain/inactive').replace('<name>g<', '<name>g &amp; co<'));
  expect(guest.name).toBe('g');
});

test('a name that could not be defined cannot be renamed to', () => {
  const guest = defined(fixture('plain/defined'));
  expect(() => renamed(guest, 'a/b')).toThrow("XML error: name a/b cannot contain '/'");
  expect(() => renamed(guest, '')).toThrow('missing name information');
});
