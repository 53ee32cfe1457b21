import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import type { Domain } from '../../src/domain/domain.ts';
import { type GuestMoment, noteInGuestLog } from '../../src/player/guest-log.ts';
import type { Services } from '../../src/player/index.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';

/** The guest's own log, `qemu/NAME.log`, as each release writes it. */

const moments: readonly GuestMoment[] = [
  { what: 'starting up' },
  { what: 'tainted', by: 'hook-script' },
  { what: 'initiating migration' },
  { what: 'shutting down', reason: 'migrated' },
];

async function logOf(libvirt: string, driver: Domain['driver'] = 'qemu'): Promise<readonly string[]> {
  const lines: string[] = [];
  const services = {
    ...{ host: 'hosta', profile: profileFor(libvirt), clock: virtualClock(Date.UTC(2026, 10, 21, 0, 30, 0, 71)) },
    keeper: { guestLog: async (_: Domain, line: string) => void lines.push(line) },
  } as unknown as Services;
  const domain = { driver, status: { state: 'paused', reason: 'starting up', id: 7 } } as Domain;
  for (const moment of moments) await noteInGuestLog(services, domain, moment);
  return lines;
}

test('today it tells versions, taints and reasons', async () => {
  const at = '2026-11-21 00:30:00.071+0000: ';
  expect(await logOf('9.0.0')).toEqual([
    `${at}starting up libvirt version: 9.0.0, package: hooklab, qemu version: 0.0.0hooklab, kernel: -, hostname: hosta`,
    `${at}Domain id=7 is tainted: hook-script`,
    `${at}initiating migration`,
    `${at}shutting down, reason=migrated`,
  ]);
});

test('older ones only told the moments, before that nothing', async () => {
  const words = (lines: readonly string[]) => lines.map((line) => line.replace(/^[-\d]+ [\d:.]+(\+0000)?: /, ''));
  expect(words(await logOf('0.9.8'))).toEqual(['starting up', 'Domain id=7 is tainted: hook-script', 'shutting down']);
  expect(await logOf('0.8.5')).toEqual([]);
  expect((await logOf('0.9.7'))[0]).not.toContain('+0000');
});

test("a container's log knows of its start only", async () => {
  expect(await logOf('9.0.0', 'lxc')).toEqual(['2026-11-21 00:30:00.071+0000: starting up']);
});
