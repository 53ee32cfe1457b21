import { lookup, who } from './lookup.ts';
import { formatTable } from './table.ts';
import { domainOption, type Verb, type VerbCall } from './verb.ts';
import { attribute, elements, find, parseDocument } from './xml-of.ts';

const inactive = { name: 'inactive', kind: 'flag', help: 'get inactive rather than running configuration' } as const;

/** Devices of one kind, from the domain's XML, as virsh itself reads them there. */
async function devicesOf(call: VerbCall, kind: string) {
  const domain = who(await lookup(call));
  const { xml } = await call.session.call('DomainGetXMLDesc', { ...domain, inactive: call.given.has('inactive') });
  return elements(find(parseDocument(xml), 'devices'), kind);
}

/** The disks of a domain. */
export const domblklist: Verb = {
  name: 'domblklist',
  summary: 'list all domain blocks',
  description: 'Get the summary of block devices for a domain.',
  options: [
    domainOption,
    inactive,
    { name: 'details', kind: 'flag', help: 'additionally display the type and device value' },
  ],
  async run(call) {
    const disks = (await devicesOf(call, 'disk')).map((disk) => ({
      type: attribute(disk, 'type') ?? '',
      device: attribute(disk, 'device') ?? '',
      target: attribute(find(disk, 'target'), 'dev') ?? '-',
      source: sourceOf(find(disk, 'source')),
    }));
    const columns = call.given.has('details')
      ? (['type', 'device', 'target', 'source'] as const)
      : (['target', 'source'] as const);
    return { data: { disks }, print: table(columns, disks, call) };
  },
};

function sourceOf(source: ReturnType<typeof find>): string {
  return ['file', 'dev', 'dir', 'name', 'volume'].map((name) => attribute(source, name)).find(Boolean) ?? '-';
}

/** The network cards of a domain. */
export const domiflist: Verb = {
  name: 'domiflist',
  summary: 'list all domain virtual interfaces',
  description: 'Get the summary of virtual interfaces for a domain.',
  options: [domainOption, inactive],
  async run(call) {
    const interfaces = (await devicesOf(call, 'interface')).map((card) => ({
      interface: attribute(find(card, 'target'), 'dev') ?? '-',
      type: attribute(card, 'type') ?? '',
      source: cardSource(find(card, 'source')),
      model: attribute(find(card, 'model'), 'type') ?? '-',
      mac: attribute(find(card, 'mac'), 'address') ?? '-',
    }));
    return {
      data: { interfaces },
      print: table(['interface', 'type', 'source', 'model', 'mac'] as const, interfaces, call),
    };
  },
};

/** The first of these that is written, as virsh's XPath gives it. */
const cardSource = (source: ReturnType<typeof find>) =>
  source?.attributes.find(([name]) => ['bridge', 'dev', 'network', 'name'].includes(name))?.[1] ?? '-';

function table<K extends string>(
  columns: readonly K[],
  rows: readonly Readonly<Record<K, string>>[],
  { globals }: VerbCall,
): string {
  const titles = columns.map((column) =>
    column === 'mac' ? 'MAC' : `${column.charAt(0).toUpperCase()}${column.slice(1)}`,
  );
  return formatTable(
    titles,
    rows.map((row) => columns.map((column) => row[column])),
    { quiet: globals.quiet },
  );
}
