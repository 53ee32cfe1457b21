import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDomainXml, withDefaults } from '../../../src/domain/definition/index.ts';
import { LibvirtError } from '../../../src/protocol/errors.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { guestXml, parsed, refusal } from './fixtures.ts';

/** Everything hooklab does with a guest's XML; only LibvirtError may come out. */
function use(xml: string): void {
  try {
    const guest = withDefaults(parsed(xml));
    formatDomainXml(guest, { kind: 'live', stage: 'started', id: 1 });
    formatDomainXml(guest, { kind: 'migratable' });
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error;
  }
}

/** Milliseconds that `action` takes. */
function timed(action: () => void): number {
  const before = performance.now();
  action();
  return performance.now() - before;
}

test("no string makes the parser throw anything but libvirt's error", () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), use), { numRuns: 100 });
  const markup = fc.constantFrom(
    '<domain>',
    '</domain>',
    '<a b="',
    "'",
    '"',
    '>',
    '/>',
    '&',
    '&#',
    ';',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    'x',
    '\0',
    '\uD800',
    '=',
    ' ',
    '\n',
    '<!DOCTYPE',
    '__proto__',
  );
  fc.assert(
    fc.property(
      fc.array(markup, { maxLength: 30 }).map((parts) => parts.join('')),
      use,
    ),
    { numRuns: 120 },
  );
});

const kinds = fc.constantFrom(
  'disk',
  'controller',
  'interface',
  'serial',
  'console',
  'channel',
  'graphics',
  'video',
  'input',
  'hostdev',
  'memballoon',
  'audio',
  'filesystem',
);
const value = fc.constantFrom(
  '',
  '0',
  '1',
  '-1',
  '1e99',
  'NaN',
  'pci',
  'usb',
  'drive',
  'virtio',
  'scsi',
  'none',
  'pty',
  'vnc',
  'spice',
  'sdzzzz',
  'vda',
  'pcie-root-port',
  'constructor',
);
const attributeText = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom('type', 'model', 'index', 'bus', 'dev', 'slot', 'port', 'controller', 'device'), value),
    { maxLength: 3, selector: ([key]) => key },
  )
  .map((pairs) => pairs.map(([key, text]) => ` ${key}='${text}'`).join(''));
const part = fc
  .tuple(
    fc.constantFrom('target', 'source', 'address', 'model', 'driver', 'alias', 'boot', 'listen', 'mac'),
    attributeText,
  )
  .map(([name, attributes]) => `<${name}${attributes}/>`);
const device = fc
  .tuple(kinds, attributeText, fc.array(part, { maxLength: 3 }))
  .map(([kind, attributes, parts]) => `<${kind}${attributes}>${parts.join('')}</${kind}>`);
const machine = fc.constantFrom(
  '',
  " machine='q35'",
  " machine='microvm'",
  " arch='aarch64'",
  " arch='i686' machine='pc'",
);

test('no combination of devices makes the defaults or the formats fail', () => {
  fc.assert(
    fc.property(fc.array(device, { maxLength: 8 }), machine, (devices, type) => {
      use(guestXml('', devices.join('')).replace('<type>', `<type${type}>`).replace("type='kvm'", "type='qemu'"));
    }),
    { numRuns: 120 },
  );
});

test('a document type declares nothing: entity bombs are refused before anything is expanded', () => {
  const bomb = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><domain>&b;</domain>';
  expect(refusal(bomb)).toContain("Entity 'b' not defined");
  expect(refusal(`<?xml version='1.0'?>\n<!-- x -->${bomb}`)).toContain("Entity 'b' not defined");
  expect(refusal("<!DOCTYPE d [<!-- ]> --> <!ENTITY a ']>'")).toContain('DOCTYPE improperly terminated');
  const typed = guestXml().replace(/^/, "<!DOCTYPE domain [<!ENTITY x 'y'> <!-- ]> -->]>\n<!-- x -->");
  expect(parsed(typed).name).toBe('web1');
  expect(refusal('<domain>&b;</domain>')).toContain("Entity 'b' not defined");
});

test('5 MiB are refused at once', () => {
  const xml = guestXml(`<description>${'x'.repeat(5 * 1024 * 1024)}</description>`);
  expect(
    timed(() => expect(refusal(xml)).toBe(`XML error: the document is larger than ${limits.stringBytes} bytes`)),
  ).toBeLessThan(500);
});

test('nesting, elements and attributes beyond measure are refused at once', () => {
  const took = timed(() => {
    expect(refusal('<domain>'.repeat(100_000))).toContain('Excessive depth in document: 256 use XML_PARSE_HUGE option');
    expect(refusal(guestXml('<x/>'.repeat(30_000)))).toBe('XML error: the document has more than 20000 elements');
    const attributes = Array.from({ length: 1000 }, (_, index) => ` a${index}=''`).join('');
    expect(refusal(`<domain${attributes}/>`)).toBe('XML error: an element has more than 256 attributes');
  });
  expect(took).toBeLessThan(1500);
});

test('the worst that is accepted stays within a second or two', () => {
  const disks = "<disk><target dev='vda'/></disk>".repeat(3000);
  expect(timed(() => use(guestXml('', disks)))).toBeLessThan(5000);
  expect(timed(() => use(`<domain>${'&'.repeat(4_000_000)}`))).toBeLessThan(1000);
  expect(timed(() => use(`<a b="${"'".repeat(4_000_000)}`))).toBeLessThan(1000);
});
