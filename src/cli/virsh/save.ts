import { resolve } from 'node:path';
import { LibvirtError } from '../../protocol/errors.ts';
import { lookup, who } from './lookup.ts';
import { quoted } from './quoting.ts';
import { readTextFile } from './read-file.ts';
import { domainOption, type Verb, type VerbCall, type VerbOption } from './verb.ts';
import { failingWith } from './virsh-error.ts';
import { watchJob } from './watch-job.ts';

/** There is no file system cache to avoid. */
const bypassCache = (when: string) =>
  ({ name: 'bypass-cache', kind: 'flag', help: `avoid file system cache when ${when}` }) as const;
const verbose = { name: 'verbose', kind: 'flag', help: 'display the progress of save' } as const;

const states = (help: (state: string) => string): readonly VerbOption[] =>
  ['running', 'paused'].map((state) => ({ name: state, kind: 'flag', help: help(state) }));

/** @throws LibvirtError in the words of the library's own check, which no host hears of. */
function wantedState({ given }: VerbCall): { restored?: 'running' | 'paused' } {
  const [running, paused] = [given.has('running'), given.has('paused')];
  if (running && paused)
    throw new LibvirtError(
      'invalid argument',
      "Flags 'VIR_DOMAIN_SAVE_RUNNING' and 'VIR_DOMAIN_SAVE_PAUSED' are mutually exclusive",
    );
  if (running) return { restored: 'running' };
  return paused ? { restored: 'paused' } : {};
}

async function updatedXml({ given }: VerbCall): Promise<{ xml?: string }> {
  const file = given.text('xml');
  return file === undefined ? {} : { xml: await readTextFile(file) };
}

/** Writes a guest's state to a file and stops it. libvirt makes the path absolute at the client. */
export const save: Verb = {
  name: 'save',
  summary: 'save a domain state to a file',
  description: 'Save the RAM state of a running domain.',
  options: [
    domainOption,
    { name: 'file', kind: 'data', help: 'where to save the data' },
    bypassCache('saving'),
    { name: 'xml', kind: 'string', help: 'filename containing updated XML for the target' },
    ...states((state) => `set domain to be ${state} on restore`),
    verbose,
  ],
  endsItself: true,
  async run(call) {
    const { session, given } = call;
    const domain = await lookup(call);
    const [name, file] = [quoted(session, given.required('domain')), given.required('file')];
    const updated = await updatedXml(call);
    const start = async () =>
      session.call('DomainSave', { ...who(domain), path: resolve(file), ...updated, ...wantedState(call) });
    await watchJob(call, { domain, label: 'Save' }, () =>
      failingWith(`Failed to save domain ${name} to ${file}`, start()),
    );
    return { data: { name: domain.name, uuid: domain.uuid, file }, note: `\nDomain ${name} saved to ${file}\n` };
  },
};

/** Writes it where the next start finds it by itself. */
export const managedsave: Verb = {
  name: 'managedsave',
  summary: 'managed save of a domain state',
  description:
    "Save and destroy a running domain, so it can be restarted from\n    the same state at a later time.  When the virsh 'start'\n" +
    '    command is next run for the domain, it will automatically\n    be started from this saved state.',
  options: [
    domainOption,
    bypassCache('saving'),
    ...states((state) => `set domain to be ${state} on next start`),
    verbose,
  ],
  endsItself: true,
  async run(call) {
    const { session, given } = call;
    const domain = await lookup(call);
    const name = quoted(session, given.required('domain'));
    const start = async () => session.call('DomainManagedSave', { ...who(domain), ...wantedState(call) });
    await watchJob(call, { domain, label: 'Managedsave' }, () =>
      failingWith(`Failed to save domain ${name} state`, start()),
    );
    return { data: { name: domain.name, uuid: domain.uuid }, note: `\nDomain ${name} state saved by libvirt\n` };
  },
};

/** Forgets such an image; virsh asks first whether there is one. */
export const managedsaveRemove: Verb = {
  name: 'managedsave-remove',
  summary: 'Remove managed save of a domain',
  description: 'Remove an existing managed save state file from a domain',
  options: [domainOption],
  async run(call) {
    const { session, given } = call;
    const domain = await lookup(call);
    const name = quoted(session, given.required('domain'));
    const data = { name: domain.name, uuid: domain.uuid };
    const { managedSave } = await session.call('DomainGetInfo', who(domain));
    if (!managedSave) return { data, note: `Domain ${name} has no manage save image; removal skipped` };
    const work = session.call('DomainManagedSaveRemove', who(domain));
    await failingWith(`Failed to remove managed save image for domain ${name}`, work);
    return { data, note: `Removed managedsave image for domain ${name}` };
  },
};

/** Starts a guest from a file. */
export const restore: Verb = {
  name: 'restore',
  summary: 'restore a domain from a saved state in a file',
  description: 'Restore a domain.',
  options: [
    { name: 'file', kind: 'data', help: 'the state to restore' },
    bypassCache('restoring'),
    { name: 'xml', kind: 'string', help: 'filename containing updated XML for the target' },
    ...states((state) => `restore domain into ${state} state`),
    { name: 'reset-nvram', kind: 'flag', help: 're-initialize NVRAM from its pristine template' },
  ],
  async run(call) {
    const { session, driver, given } = call;
    const file = given.required('file');
    const updated = await updatedXml(call);
    const work = async () =>
      session.call('DomainRestore', { driver, path: resolve(file), ...updated, ...wantedState(call) });
    await failingWith(`Failed to restore domain from ${file}`, work());
    return { data: { file }, note: `Domain restored from ${file}\n` };
  },
};

const withPasswords: VerbOption = {
  name: 'security-info',
  kind: 'flag',
  help: 'include security sensitive information in XML dump',
};

/** The XML that a save image holds. */
export const saveImageDumpxml: Verb = {
  name: 'save-image-dumpxml',
  summary: 'saved state domain information in XML',
  description: 'Dump XML of domain information for a saved state file to stdout.',
  options: [{ name: 'file', kind: 'data', help: 'saved state file to read' }, withPasswords],
  async run({ session, driver, given }) {
    const secure = given.has('security-info');
    const path = resolve(given.required('file'));
    const { xml } = await session.call('DomainSaveImageGetXMLDesc', { driver, path, secure });
    return { data: { xml }, print: xml };
  },
};

/** The XML of a domain's managed image. */
export const managedsaveDumpxml: Verb = {
  name: 'managedsave-dumpxml',
  summary: 'Domain information of managed save state file in XML',
  description: 'Dump XML of domain information for a managed save state file to stdout.',
  options: [domainOption, withPasswords],
  async run(call) {
    const { session, given } = call;
    const secure = given.has('security-info');
    const domain = await lookup(call);
    const { xml } = await session.call('DomainManagedSaveGetXMLDesc', { ...who(domain), secure });
    return { data: { xml }, print: xml };
  },
};
