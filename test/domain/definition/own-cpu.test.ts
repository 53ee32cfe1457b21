import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/clock/index.ts';
import {
  formatDomainXml,
  ownCpu,
  parseDomainXml,
  withDefaults,
  withOwnCpu,
} from '../../../src/domain/definition/index.ts';

const driver = 'qemu' as const;
const random = seededRandom(1);
const machine = (cpu: string) =>
  withDefaults(
    parseDomainXml(
      `<domain type='qemu'><name>web1</name><memory>65536</memory><os><type arch='x86_64'>hvm</type></os>${cpu}</domain>`,
      { driver, random },
    ),
  );

/** What a new daemon reads in the status file of a running guest. */
const readBack = (xml: string) => parseDomainXml(xml, { driver, random, live: true });

test('a guest that a new daemon found is migrated with the CPU of its definition, and shows what QEMU made of it', () => {
  const guest = machine("<cpu mode='custom' match='exact' check='none'><model>qemu64</model></cpu>");
  const live = formatDomainXml(guest, { kind: 'live', stage: 'started', id: 1 });
  expect(live).toContain("check='full'");
  const found = withOwnCpu(readBack(live), ownCpu(guest));
  expect(formatDomainXml(found, { kind: 'migratable' })).toContain("check='none'");
  expect(formatDomainXml(found, { kind: 'live', stage: 'started', id: 1 })).toBe(live);
});

test('of a CPU that is no custom one nothing is kept', () => {
  expect(ownCpu(machine("<cpu mode='host-passthrough' check='none'/>"))).toBe('');
});

test('what a start chose of a security label stays behind', () => {
  const live = formatDomainXml(machine(''), { kind: 'live', stage: 'started', id: 1 });
  expect(live).toMatch(/<seclabel .*>\n *<label>/);
  expect(formatDomainXml(readBack(live), { kind: 'migratable' })).toContain(
    "\n  <seclabel type='dynamic' model='dac' relabel='yes'/>\n</domain>",
  );
});
