import { expect, test } from 'vitest';
import { formatDomainXml, formatInterfaceXml } from '../../../src/domain/definition/index.ts';
import { defined, fixture, guestXml, running } from './fixtures.ts';

const card = "<interface type='network'><mac address='52:54:00:11:11:11'/><source network='labnet'/></interface>";
const on = (more: object) => [{ mac: '52:54:00:11:11:11', portId: 'id', ...more }];
const live = (ports: Parameters<typeof formatInterfaceXml>[1][]) =>
  formatDomainXml(defined(guestXml('', card)), { kind: 'live', stage: 'started', id: 1, ports });
const cardIn = (xml: string) => xml.slice(xml.indexOf('<interface'), xml.indexOf('</interface>'));

test("a network that uses the host's own bridge or card makes the guest's card one of that type", () => {
  const bridged = cardIn(live(on({ type: 'bridge', bridge: 'br0', target: 'vnet3' })));
  expect(bridged).toContain("<interface type='bridge'>");
  expect(bridged).toContain("<source network='labnet' portid='id' bridge='br0'/>\n      <target dev='vnet3'/>");
  const direct = cardIn(live(on({ type: 'direct', dev: 'e0', mode: 'vepa', target: 'macvtap0' })));
  expect(direct).toContain("<interface type='direct'>");
  expect(direct).toContain("<source network='labnet' portid='id' dev='e0' mode='vepa'/>");
});

test("what only a running guest's card has is not kept, whatever the network made of it", () => {
  const plain = formatDomainXml(defined(guestXml('', card)), { kind: 'inactive' });
  const uuid = /<uuid>.*<\/uuid>/;
  for (const more of [
    { bridge: 'b0' },
    { type: 'bridge', bridge: 'br0' },
    { type: 'direct', dev: 'e0', mode: 'vepa' },
  ]) {
    const dumped = live(on({ ...more, target: 'vnet0' })).replace(/^ *<(alias|seclabel|label|imagelabel).*\n/gm, '');
    const again = formatDomainXml(defined(dumped.replace(/ *<\/seclabel>\n/, '')), { kind: 'inactive' });
    expect(cardIn(again.replace(uuid, ''))).toBe(cardIn(plain.replace(uuid, '')));
  }
});

test("a device's name of the user's own is kept", () => {
  const own = card.replace('</interface>', "<target dev='tap-web'/></interface>");
  expect(formatDomainXml(defined(guestXml('', own)), { kind: 'inactive' })).toContain("<target dev='tap-web'/>");
});

test('a guest read back from its status file shows its ports as they are, until it has no id', () => {
  const kept = running(fixture('card/started'));
  const form = { kind: 'live', stage: 'started', id: 1, reconnected: true } as const;
  expect(cardIn(formatDomainXml(kept, form))).toBe(cardIn(fixture('card/reconnect')));
  const { id: _, ...ended } = form;
  expect(cardIn(formatDomainXml(kept, { ...ended, stage: 'release' }))).toBe(
    cardIn(fixture('card/release-reconnected')),
  );
});

test('one card, as a network hook before 5.5.0 is shown it', () => {
  const text = formatInterfaceXml(defined(guestXml('', card)), { mac: '52:54:00:11:11:11', bridge: 'b0' }, '  ');
  expect(text).toMatch(/^ {2}<interface type='network'>\n {4}<mac address='52:54:00:11:11:11'\/>\n/);
  expect(text).toContain("    <source network='labnet' bridge='b0'/>\n");
  expect(text.endsWith('  </interface>\n')).toBe(true);
});
