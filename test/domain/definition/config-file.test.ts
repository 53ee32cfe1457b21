import { expect, test } from 'vitest';
import { configFile, formatDomainXml } from '../../../src/domain/definition/index.ts';
import { defined, fixture } from './fixtures.ts';

test("a persistent domain's file is libvirt's: a warning, a blank line, the inactive XML", () => {
  expect(configFile(defined(fixture('plain/defined')))).toBe(
    `<!--
WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE
OVERWRITTEN AND LOST. Changes to this xml configuration should be made using:
  virsh edit g
or other application using the libvirt API.
-->

${fixture('plain/inactive')}`,
  );
});

test('a name that a shell would take apart, or that would end the comment, gives way to the UUID', () => {
  const uuid = '11111111-1111-4111-8111-111111111111';
  expect(configFile(defined(fixture('odd-name/defined')))).toContain(`\n  virsh edit ${uuid}\n`);
  const dashes = fixture('plain/defined').replace('<name>g<', '<name>g--x<');
  expect(configFile(defined(dashes))).toContain(`\n  virsh edit ${uuid}\n`);
});

test('the file reads back to the same definition', () => {
  for (const name of ['plain', 'floppy', 'card', 'odd-name', 'commandline']) {
    const guest = defined(fixture(`${name}/defined`));
    const again = defined(configFile(guest));
    expect(again).toMatchObject({ name: guest.name, uuid: guest.uuid, interfaces: guest.interfaces });
    expect(formatDomainXml(again, { kind: 'inactive' })).toBe(formatDomainXml(guest, { kind: 'inactive' }));
  }
});
