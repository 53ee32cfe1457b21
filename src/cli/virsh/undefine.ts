import type { DomainRef } from '../../protocol/messages.ts';
import { lookup, who } from './lookup.ts';
import { quoted } from './quoting.ts';
import { domainOption, type Verb, type VerbCall } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';

/** Forgets a definition. What hooklab's guests never have (storage, snapshots, nvram and the like) may be named and is not there. */
export const undefine: Verb = {
  name: 'undefine',
  summary: 'undefine a domain',
  description: 'Undefine an inactive domain, or convert persistent to transient.',
  options: [
    domainOption,
    { name: 'managed-save', kind: 'flag', help: 'remove domain managed state file' },
    {
      name: 'storage',
      kind: 'string',
      help: 'remove associated storage volumes (comma separated list of targets or source paths) (see domblklist)',
    },
    { name: 'remove-all-storage', kind: 'flag', help: 'remove all associated storage volumes (use with caution)' },
    {
      name: 'delete-storage-volume-snapshots',
      kind: 'flag',
      help: 'delete snapshots associated with volume(s), requires --remove-all-storage (must be supported by storage driver)',
    },
    { name: 'wipe-storage', kind: 'flag', help: 'wipe data on the removed volumes' },
    { name: 'snapshots-metadata', kind: 'flag', help: 'remove all domain snapshot metadata (vm must be inactive)' },
    { name: 'checkpoints-metadata', kind: 'flag', help: 'remove all domain checkpoint metadata (vm must be inactive)' },
    { name: 'nvram', kind: 'flag', help: 'remove nvram file' },
    { name: 'keep-nvram', kind: 'flag', help: 'keep nvram file' },
    { name: 'tpm', kind: 'flag', help: 'remove TPM state' },
    { name: 'keep-tpm', kind: 'flag', help: 'keep TPM state' },
  ],
  async run(call) {
    const { session, given } = call;
    const domain = await lookup(call);
    const name = quoted(session, given.required('domain'));
    await refuseSaved(call, domain);
    const work = session.call('DomainUndefineFlags', { ...who(domain), managedSave: given.has('managed-save') });
    await failingWith(`Failed to undefine domain ${name}`, work);
    return { data: { name: domain.name, uuid: domain.uuid }, note: `Domain ${name} has been undefined\n` };
  },
};

/** virsh asks for a managed image before it asks for the rest. */
async function refuseSaved({ session, given }: VerbCall, domain: DomainRef): Promise<void> {
  if (given.has('managed-save') || domain.id !== null) return;
  const { managedSave } = await session.call('DomainGetInfo', who(domain));
  if (managedSave) throw new VirshError(['Refusing to undefine while domain managed save image exists']);
}
