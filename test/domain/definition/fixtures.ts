import { readFileSync } from 'node:fs';
import { seededRandom } from '../../../src/clock/random.ts';
import { type Definition, parseDomainXml, withDefaults } from '../../../src/domain/definition/index.ts';
import type { DomainDriver } from '../../../src/protocol/vocabulary.ts';

/** Text of a fixture: what libvirt 9.0.0 gave a hook, or what was defined. */
export const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/xml/${name}.xml`, import.meta.url), 'utf8');

export const random = seededRandom(7);

/** A definition as the driver reads it, without what libvirt adds. */
export const parsed = (xml: string, driver: DomainDriver = 'qemu'): Definition =>
  parseDomainXml(xml, { driver, random });

/** A running guest's definition, as a new daemon reads it from its status file. */
export const running = (xml: string, driver: DomainDriver = 'qemu'): Definition =>
  withDefaults(parseDomainXml(xml, { driver, random, live: true }));

/** A definition as `virsh define` stores it. */
export const defined = (xml: string, driver?: DomainDriver): Definition => withDefaults(parsed(xml, driver));

/** A small guest with something in it. */
export const guestXml = (inside = '', devices = ''): string =>
  `<domain type='kvm'><name>web1</name><memory>65536</memory><os><type>hvm</type></os>${inside}` +
  `<devices><controller type='usb' model='none'/>${devices}<memballoon model='none'/></devices></domain>`;

/** What libvirt says of an XML. */
export function refusal(xml: string, driver?: DomainDriver): string {
  try {
    parsed(xml, driver);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'accepted';
}
