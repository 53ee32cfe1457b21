import type { DomainRef } from '../../protocol/messages.ts';
import { escapeText } from '../../xml/escape.ts';
import { type AttributeValues, element, type XmlElement } from '../../xml/node.ts';
import { printXml } from '../../xml/print.ts';
import { exclude } from './exclude.ts';
import { impactOf, impactOfPlug, impactOptions, persistentOption } from './impact.ts';
import { lookup, who } from './lookup.ts';
import { domainOption, type Verb, type VerbCall, type VerbOption } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';
import { attribute, elements, find, parseDocument } from './xml-of.ts';

const string = (name: string, help: string): VerbOption => ({ name, kind: 'string', help });
const flag = (name: string, help: string): VerbOption => ({ name, kind: 'flag', help });

/** A guest gets a disk more. */
export const attachDisk: Verb = {
  name: 'attach-disk',
  summary: 'attach disk device',
  description: 'Attach new disk device.',
  options: [
    domainOption,
    { name: 'source', kind: 'data', help: 'source of disk device or name of network disk' },
    { name: 'target', kind: 'data', help: 'target of disk device' },
    string('targetbus', 'target bus of disk device'),
    string('driver', 'driver of disk device'),
    string('subdriver', 'subdriver of disk device'),
    string('iothread', 'IOThread to be used by supported device'),
    string('cache', 'cache mode of disk device'),
    string('io', 'io policy of disk device'),
    string('type', 'target device type'),
    string('mode', 'mode of device reading and writing'),
    string('sourcetype', 'type of source (block|file|network)'),
    string('serial', 'serial of disk device'),
    string('wwn', 'wwn of disk device'),
    string('alias', 'custom alias name of disk device'),
    flag('rawio', 'needs rawio capability'),
    string('address', 'address of disk device'),
    flag('multifunction', 'use multifunction pci under specified address'),
    flag('print-xml', 'print XML document rather than attach the disk'),
    string('source-protocol', 'protocol used by disk device source'),
    string('source-host-name', 'host name for source of disk device'),
    string('source-host-transport', 'host transport for source of disk device'),
    string('source-host-socket', 'host socket for source of disk device'),
    persistentOption,
    ...impactOptions,
  ],
  async run(call) {
    const { given, session } = call;
    impactOf(given);
    const domain = await lookup(call);
    const impact = impactOfPlug(given, domain.id !== null);
    const xml = diskXml(call);
    if (given.has('print-xml')) return { data: { xml }, print: xml };
    const work = session.call('DomainAttachDeviceFlags', { ...who(domain), xml, ...impact });
    await failingWith('Failed to attach disk', work);
    return { data: { xml }, note: 'Disk attached successfully\n' };
  },
};

function diskXml({ given }: VerbCall): string {
  const type = given.text('sourcetype') ?? 'file';
  const driver = {
    name: given.text('driver'),
    type: given.text('subdriver'),
    iothread: given.text('iothread'),
    cache: given.text('cache'),
    io: given.text('io'),
  };
  const key = type === 'block' ? 'dev' : 'file';
  const mode = given.text('mode');
  return [
    `<disk${written({ type, device: given.text('type') })}>\n`,
    Object.values(driver).some((value) => value !== undefined) ? `  <driver${written(driver)}/>\n` : '',
    `  <source${written({ [key]: given.required('source') })}/>\n`,
    `  <target${written({ dev: given.required('target'), bus: given.text('targetbus') })}/>\n`,
    mode === 'readonly' || mode === 'shareable' ? `  <${mode}/>\n` : '',
    ...['serial', 'wwn'].map((name) => {
      const text = given.text(name);
      return text === undefined ? '' : `  <${name}>${escapeText(text)}</${name}>\n`;
    }),
    given.text('alias') === undefined ? '' : `  <alias${written({ name: given.text('alias') })}/>\n`,
    '</disk>\n',
  ].join('');
}

const written = (values: AttributeValues) =>
  element('', values)
    .attributes.map(([name, value]) => ` ${name}='${escapeText(value)}'`)
    .join('');

async function disksOf({ session }: VerbCall, domain: DomainRef, inactive: boolean): Promise<readonly XmlElement[]> {
  const { xml } = await session.call('DomainGetXMLDesc', { ...who(domain), inactive });
  return elements(find(parseDocument(xml), 'devices'), 'disk');
}

const targetOf = (disk: XmlElement) => attribute(find(disk, 'target'), 'dev');
const sourceOf = (disk: XmlElement) => find(disk, 'source')?.attributes.find(([name]) => name !== 'index')?.[1];
const notFound = (path: string) => new VirshError([`No disk found whose source path or target is ${path}`]);

/** It loses one. */
export const detachDisk: Verb = {
  name: 'detach-disk',
  summary: 'detach disk device',
  description: 'Detach disk device.',
  options: [
    domainOption,
    { name: 'target', kind: 'data', help: 'target of disk device' },
    persistentOption,
    ...impactOptions,
    flag('print-xml', 'print XML document rather than detach the disk'),
  ],
  async run(call) {
    const { given, session } = call;
    impactOf(given);
    const domain = await lookup(call);
    const impact = impactOfPlug(given, domain.id !== null);
    const target = given.required('target');
    const disks = await disksOf(call, domain, impact.config === true && !impact.live);
    const disk = disks.find((own) => targetOf(own) === target || sourceOf(own) === target);
    if (!disk) throw notFound(target);
    const xml = printXml(disk, {});
    if (given.has('print-xml')) return { data: { xml }, print: xml };
    const work = session.call('DomainDetachDeviceFlags', { ...who(domain), xml, ...impact });
    await failingWith('Failed to detach disk', work);
    return { data: { xml }, note: 'Disk detached successfully\n' };
  },
};

const actions = { eject: 'ejected', insert: 'inserted', update: 'updated' } as const;

/** Another medium in a drive, or none. */
export const changeMedia: Verb = {
  name: 'change-media',
  summary: 'Change media of CD or floppy drive',
  description: 'Change media of CD or floppy drive.',
  options: [
    domainOption,
    { name: 'path', kind: 'data', help: 'Fully-qualified path or target of disk device' },
    string('source', 'source of the media'),
    flag('eject', 'Eject the media'),
    flag('insert', 'Insert the media'),
    flag('update', 'Update the media'),
    flag('current', 'can be either or both of --live and --config, depends on implementation hypervisor driver'),
    flag('live', 'alter live configuration of running domain'),
    flag('config', 'alter persistent configuration, effect observed on next boot'),
    flag('force', 'force media changing'),
    flag('print-xml', 'print XML document rather than change media'),
    flag('block', 'source media is a block device'),
  ],
  async run(call) {
    const { given, session } = call;
    exclude(given, ['eject', 'insert'], ['eject', 'update'], ['insert', 'update'], ['eject', 'block']);
    const impact = impactOf(given);
    const action = given.has('eject') ? 'eject' : given.has('insert') ? 'insert' : 'update';
    const source = given.text('source');
    if (action === 'insert' && source === undefined) throw new VirshError(['No disk source specified for inserting']);
    const domain = await lookup(call);
    const disks = await disksOf(call, domain, impact.config === true);
    const xml = printXml(withMedium(call, disks, action), {});
    if (given.has('print-xml')) return { data: { xml }, print: xml };
    const work = session.call('DomainUpdateDeviceFlags', { ...who(domain), xml, ...impact });
    await failingWith(`Failed to complete action ${action} on media`, work);
    return { data: { action }, note: `Successfully ${actions[action]} media.\n` };
  },
};

function withMedium({ given }: VerbCall, disks: readonly XmlElement[], action: keyof typeof actions): XmlElement {
  const path = given.required('path');
  const removable = disks.filter((disk) => ['cdrom', 'floppy'].includes(attribute(disk, 'device') ?? ''));
  const disk = removable.find((own) => targetOf(own) === path || sourceOf(own) === path);
  if (!disk) throw notFound(path);
  const loaded = sourceOf(disk) !== undefined;
  if (action === 'eject' && !loaded) throw new VirshError([`The disk device '${path}' doesn't have media`]);
  if (action === 'insert' && loaded) throw new VirshError([`The disk device '${path}' already has media`]);
  const kept = disk.children.filter((node) => node.kind !== 'element' || !/^(source|backingStore)$/.test(node.name));
  const medium = given.text('source');
  const key = given.has('block') ? 'dev' : 'file';
  const source = action === 'eject' || medium === undefined ? [] : [element('source', { [key]: medium })];
  return { ...disk, children: [...source, ...kept] };
}
