import { resolve } from 'node:path';
import { lookup, who } from './lookup.ts';
import { quoted } from './quoting.ts';
import { readTextFile } from './read-file.ts';
import { domainOption, type Verb } from './verb.ts';
import { failingWith } from './virsh-error.ts';
import { watchJob } from './watch-job.ts';

/** There is no file system cache to avoid. */
const bypassCache = (when: string) =>
  ({ name: 'bypass-cache', kind: 'flag', help: `avoid file system cache when ${when}` }) as const;
const verbose = { name: 'verbose', kind: 'flag', help: 'display the progress of save' } as const;

/** Writes a guest's state to a file and stops it. libvirt makes the path absolute at the client. */
export const save: Verb = {
  name: 'save',
  summary: 'save a domain state to a file',
  description: 'Save the RAM state of a running domain.',
  options: [
    domainOption,
    { name: 'file', kind: 'data', help: 'where to save the data' },
    bypassCache('saving'),
    verbose,
  ],
  endsItself: true,
  async run(call) {
    const { session, given } = call;
    const domain = await lookup(call);
    const [name, file] = [quoted(session, given.required('domain')), given.required('file')];
    const start = () => session.call('DomainSave', { ...who(domain), path: resolve(file) });
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
  options: [domainOption, bypassCache('saving'), verbose],
  endsItself: true,
  async run(call) {
    const { session, given } = call;
    const domain = await lookup(call);
    const name = quoted(session, given.required('domain'));
    const start = () => session.call('DomainManagedSave', who(domain));
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
    if (!managedSave) return { data, note: `Domain ${name} has no manage save image; removal skipped\n` };
    const work = session.call('DomainManagedSaveRemove', who(domain));
    await failingWith(`Failed to remove managed save image for domain ${name}`, work);
    return { data, note: `Removed managedsave image for domain ${name}\n` };
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
  ],
  async run({ session, driver, given }) {
    const file = given.required('file');
    const updated = given.text('xml');
    const xml = updated === undefined ? {} : { xml: await readTextFile(updated) };
    const work = session.call('DomainRestore', { driver, path: resolve(file), ...xml });
    await failingWith(`Failed to restore domain from ${file}`, work);
    return { data: { file }, note: `Domain restored from ${file}\n` };
  },
};
