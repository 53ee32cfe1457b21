import { impactOf, impactOfPlug, impactOptions, impactOrLive, persistentOption } from './impact.ts';
import { lookup, who } from './lookup.ts';
import { readTextFile } from './read-file.ts';
import { domainOption, type Verb, type VerbOption } from './verb.ts';
import { failingWith } from './virsh-error.ts';

const file: VerbOption = { name: 'file', kind: 'data', help: 'XML file' };

/** A verb that plugs a device of an XML file in or out, or changes one. */
const withFile = (
  call: 'DomainAttachDeviceFlags' | 'DomainDetachDeviceFlags' | 'DomainUpdateDeviceFlags',
  { word, done, ...verb }: Pick<Verb, 'name' | 'summary' | 'description'> & { word: string; done: string },
): Verb => ({
  ...verb,
  options: [
    domainOption,
    file,
    persistentOption,
    ...impactOptions,
    ...(word === 'update' ? [{ name: 'force', kind: 'flag', help: 'force device update' } as const] : []),
  ],
  async run(verbCall) {
    const { given, session } = verbCall;
    const path = given.required('file');
    const plain = impactOf(given);
    const domain = await lookup(verbCall);
    const plugged = impactOfPlug(given, domain.id !== null);
    const impact = word === 'update' && !given.has('persistent') ? plain : plugged;
    const xml = await readTextFile(path);
    const work = session.call(call, { ...who(domain), xml, ...impact });
    await failingWith(`Failed to ${word} device from ${path}`, work);
    return { data: { name: domain.name, uuid: domain.uuid }, note: `Device ${done} successfully\n` };
  },
});

export const attachDevice = withFile('DomainAttachDeviceFlags', {
  name: 'attach-device',
  summary: 'attach device from an XML file',
  description: 'Attach device from an XML <file>.',
  ...{ word: 'attach', done: 'attached' },
});
export const detachDevice = withFile('DomainDetachDeviceFlags', {
  name: 'detach-device',
  summary: 'detach device from an XML file',
  description: 'Detach device from an XML <file>',
  ...{ word: 'detach', done: 'detached' },
});
export const updateDevice = withFile('DomainUpdateDeviceFlags', {
  name: 'update-device',
  summary: 'update device from an XML file',
  description: 'Update device from an XML <file>.',
  ...{ word: 'update', done: 'updated' },
});

/** Takes out the device of an alias. */
export const detachDeviceAlias: Verb = {
  name: 'detach-device-alias',
  summary: 'detach device from an alias',
  description: 'Detach device identified by the given alias from a domain',
  options: [domainOption, { name: 'alias', kind: 'data', help: 'device alias' }, ...impactOptions],
  async run(call) {
    const { given, session } = call;
    const impact = impactOrLive(given).config || given.has('live') ? impactOf(given) : {};
    const domain = await lookup(call);
    const alias = given.required('alias');
    const work = session.call('DomainDetachDeviceAlias', { ...who(domain), alias, ...impact });
    await failingWith(`Failed to detach device with alias ${alias}`, work);
    return { data: { alias }, note: 'Device detach request sent successfully\n' };
  },
};
