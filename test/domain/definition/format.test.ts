import { expect, test } from 'vitest';
import { type Form, formatDomainXml, type LiveForm, withDefaults } from '../../../src/domain/definition/index.ts';
import { currentVintage } from '../../../src/domain/definition/vintage.ts';
import { defined, fixture, guestXml, parsed } from './fixtures.ts';

const live = (stage: LiveForm['stage'], more: Partial<LiveForm> = {}): LiveForm => ({ kind: 'live', stage, ...more });
const ports = [
  { mac: '52:54:00:11:11:11', portId: '77777777-7777-4777-8777-777777777777', bridge: 'labbr0', target: 'vnet0' },
];
const id = 1;

/** Each recorded body, and the form that has to give it byte for byte. */
const bodies: Readonly<Record<string, Readonly<Record<string, Form>>>> = {
  plain: {
    inactive: { kind: 'inactive' },
    migrate: { kind: 'migratable' },
    prepare: live('prepare', { id }),
    start: live('start', { id }),
    started: live('started', { id }),
    stopped: live('stopped'),
    release: live('release'),
    'ended-at-prepare': live('release', { reached: 'prepare' }),
    'stopped-at-start': live('stopped', { reached: 'start' }),
    'release-at-start': live('release', { reached: 'start' }),
    'prepare-incoming': live('prepare', { id, incoming: true }),
    'ended-at-prepare-incoming': live('stopped', { reached: 'prepare', incoming: true }),
  },
  floppy: {
    migrate: { kind: 'migratable' },
    prepare: live('prepare', { id }),
    start: live('start', { id }),
    started: live('started', { id }),
    stopped: live('stopped'),
    release: live('release'),
    reconnect: live('started', { id, reconnected: true }),
  },
  card: {
    migrate: { kind: 'migratable' },
    prepare: live('prepare', { id, ports }),
    start: live('start', { id, ports }),
    started: live('started', { id, ports }),
    stopped: live('stopped', { ports }),
    release: live('release', { ports }),
    'stopped-at-start': live('stopped', { reached: 'start' }),
    'release-at-start': live('release', { reached: 'start' }),
    reconnect: live('started', { id, ports, reconnected: true }),
    'stopped-reconnected': live('stopped', { reconnected: true }),
    'release-reconnected': live('release', { reconnected: true }),
    'prepare-incoming': live('prepare', { id, incoming: true }),
  },
  'odd-name': {
    prepare: live('prepare', { id }),
    start: live('start', { id }),
    started: live('started', { id }),
    stopped: live('stopped'),
    release: live('release'),
  },
  commandline: {
    start: live('start', { id }),
    'stopped-at-start': live('stopped', { reached: 'start' }),
    'release-at-start': live('release', { reached: 'start' }),
  },
};

for (const [guest, forms] of Object.entries(bodies))
  for (const [body, form] of Object.entries(forms))
    test(`${guest}: ${body} is libvirt's text byte for byte`, () => {
      expect(formatDomainXml(defined(fixture(`${guest}/defined`)), form)).toBe(fixture(`${guest}/${body}`));
    });

const container: Readonly<Record<string, Form>> = {
  prepare: live('prepare', { id }),
  start: live('start', { id }),
  started: live('started', { id }),
  release: live('release'),
  reconnect: live('started', { id, reconnected: true }),
  'release-reconnected': live('release', { reconnected: true }),
};

for (const [body, form] of Object.entries(container))
  test(`a container: ${body} is libvirt's text byte for byte; its id shows once its init runs`, () => {
    expect(formatDomainXml(defined(fixture('container/defined'), 'lxc'), form)).toBe(fixture(`container/${body}`));
  });

test('a stopping container still has its id and terminal, and one that never started has neither', () => {
  const guest = defined(fixture('container/defined'), 'lxc');
  expect(formatDomainXml(guest, live('stopped', { id }))).toBe(fixture('container/started'));
  expect(formatDomainXml(guest, live('stopped', { id, reached: 'prepare' }))).toBe(fixture('container/prepare'));
});

const incoming: Readonly<Record<string, Form>> = {
  'prepare-incoming': live('prepare', { id, incoming: true }),
  'started-incoming': live('start', { id, incoming: true }),
  'stopped-incoming': live('stopped', { incoming: true }),
  'release-incoming': live('release', { incoming: true }),
  'stopped-incoming-reconnected': live('stopped', { reconnected: true }),
  'release-incoming-reconnected': live('release', { reconnected: true }),
};

for (const [body, form] of Object.entries(incoming))
  test(`a guest read from the wire: ${body} keeps the wire's order of controllers`, () => {
    expect(formatDomainXml(defined(fixture('floppy/migrate')), form)).toBe(fixture(`floppy/${body}`));
  });

test('an incoming guest shows its real CPU from prepare on, so start and started are the same text', () => {
  const guest = defined(fixture('plain/migrate'));
  const start = formatDomainXml(guest, live('start', { id, incoming: true }));
  expect(start).toBe(fixture('plain/started'));
  expect(formatDomainXml(guest, live('started', { id, incoming: true }))).toBe(start);
});

test('a session daemon labels nothing', () => {
  const session = { ...currentVintage, securityLabels: {} };
  const guest = defined(fixture('plain/defined'));
  const text = (form: Form) => formatDomainXml(guest, form, session);
  expect(text(live('start', { id }))).toBe(fixture('plain/start-session'));
  expect(text(live('started', { id }))).toBe(fixture('plain/started-session'));
  expect(text(live('release'))).toBe(fixture('plain/ended-session'));
});

test('a release that writes less is one parameter away', () => {
  const older = { ...currentVintage, omits: ['devices/*/alias', 'seclabel'] };
  const text = formatDomainXml(defined(fixture('plain/defined')), live('start', { id }), older);
  expect(text).toBe(fixture('plain/prepare'));
});

test('a description of 200,000 characters with markup in it comes out whole', () => {
  const description = 'a < b & "c" > \'d\'\n'.repeat(11_000);
  const escaped = 'a &lt; b &amp; &quot;c&quot; &gt; &apos;d&apos;\n'.repeat(11_000);
  const xml = fixture('plain/defined').replace(
    '</uuid>',
    `</uuid><description><![CDATA[${description}]]></description>`,
  );
  const expected = fixture('plain/started').replace('</uuid>', `</uuid>\n  <description>${escaped}</description>`);
  expect(formatDomainXml(defined(xml), live('started', { id }))).toBe(expected);
});

test('formatting fills in the defaults of a definition that has none yet', () => {
  const xml = fixture('plain/defined');
  expect(formatDomainXml(parsed(xml), { kind: 'inactive' })).toBe(fixture('plain/inactive'));
});

test('terminals are numbered from the one given, and a console that is a serial port shares its own', () => {
  const guest = defined(
    guestXml('', "<serial type='pty'/><channel type='pty'><target type='virtio' name='a'/></channel>"),
  );
  const text = formatDomainXml(guest, live('started', { id, terminal: 5 }));
  expect(text).toContain(
    "    <console type='pty' tty='/dev/pts/5'>\n      <source path='/dev/pts/5'/>\n" +
      "      <target type='serial' port='0'/>\n      <alias name='serial0'/>\n    </console>\n",
  );
  expect(text).toContain("<source path='/dev/pts/6'/>\n      <target type='virtio' name='a'/>");
  expect(formatDomainXml(guest, live('stopped'))).not.toContain('/dev/pts');
});

test('passwords stand in what goes to another host or into a file, not in what hooks and dumpxml show', () => {
  const guest = defined(guestXml('', "<graphics type='vnc' passwd='s3cret'/>"));
  const shows = (form: Form) => formatDomainXml(guest, form).includes("passwd='s3cret'");
  expect(shows({ kind: 'migratable' })).toBe(true);
  expect(shows({ kind: 'migratable', secure: false })).toBe(false);
  expect(shows({ kind: 'inactive' })).toBe(false);
  expect(shows({ kind: 'inactive', secure: true })).toBe(true);
  expect(shows(live('prepare', { id }))).toBe(false);
});

test('an offline guest is sent as it is defined: nothing is known of its disks', () => {
  const guest = defined(fixture('floppy/defined'));
  const sent = fixture('floppy/migrate').replace('      <backingStore/>\n', '');
  expect(formatDomainXml(guest, { kind: 'migratable', offline: true })).toBe(sent);
});

test('a guest keeps the seclabel it asked for', () => {
  const guest = withDefaults(parsed(guestXml("<seclabel type='none' model='dac'/>")));
  expect(formatDomainXml(guest, live('started', { id }))).toContain(
    "</devices>\n  <seclabel type='none' model='dac'/>\n</domain>",
  );
});
