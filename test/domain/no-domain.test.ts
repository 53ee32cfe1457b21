import { expect, test } from 'vitest';
import { systemRandom } from '../../src/clock/index.ts';
import { parseDomainXml } from '../../src/domain/definition/index.ts';
import { noDomainWithUuid } from '../../src/domain/no-domain.ts';
import { createRegistry } from '../../src/domain/registry.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { guestXml } from '../guest-xml.ts';

test('a domain that is gone is named beside its uuid, from 1.0.5 on', () => {
  const registry = createRegistry({ locks: 'domain' });
  const domain = registry.add(parseDomainXml(guestXml(), { driver: 'qemu', random: systemRandom }));
  const { uuid } = domain.definition;
  registry.remove(domain);
  const text = (release: string, of = uuid) =>
    noDomainWithUuid({ registry, profile: profileFor(release) }, 'qemu', of).message;
  expect(text('9.0.0')).toBe(`Domain not found: no domain with matching uuid '${uuid}' (web1)`);
  expect(text('1.0.4')).toBe(`Domain not found: no domain with matching uuid '${uuid}'`);
  expect(text('9.0.0', 'never-there')).toBe("Domain not found: no domain with matching uuid 'never-there'");
});
