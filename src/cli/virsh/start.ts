import { lookup, who } from './lookup.ts';
import { quoted } from './quoting.ts';
import { readTextFile } from './read-file.ts';
import { domainOption, type Verb, type VerbCall, type VerbOption } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';

const startOptions: readonly VerbOption[] = [
  { name: 'console', kind: 'flag', help: 'accepted and without effect: there is no console to attach to' },
  { name: 'paused', kind: 'flag', help: 'leave the guest paused after creation' },
  { name: 'autodestroy', kind: 'flag', help: 'automatically destroy the guest when virsh disconnects' },
];
const startFlags = ({ given }: VerbCall) => ({ paused: given.has('paused'), autodestroy: given.has('autodestroy') });

/** Starts a defined domain. virsh takes its name from the host, so a UUID that was typed is not what is printed. */
export const start: Verb = {
  name: 'start',
  summary: 'start a (previously defined) inactive domain',
  description:
    'Start a domain, either from the last managedsave\n    state, or via a fresh boot if no managedsave state\n    is present.',
  options: [{ ...domainOption, help: 'name of the inactive domain' }, ...startOptions],
  async run(call) {
    const { session } = call;
    const domain = await lookup(call, ['uuid', 'name']);
    const name = quoted(session, domain.name);
    if (domain.id !== null) throw new VirshError(['Domain is already active']);
    const work = session.call('DomainCreateWithFlags', { ...who(domain), ...startFlags(call) });
    return { data: await failingWith(`Failed to start domain ${name}`, work), note: `Domain ${name} started\n` };
  },
};

/** Starts a guest whose definition is not kept. */
export const create: Verb = {
  name: 'create',
  summary: 'create a domain from an XML file',
  description: 'Create a domain.',
  options: [{ name: 'file', kind: 'data', help: 'file containing an XML domain description' }, ...startOptions],
  async run(call) {
    const { session, driver, given } = call;
    const file = given.required('file');
    const xml = await readTextFile(file);
    const work = session.call('DomainCreateXML', { driver, xml, ...startFlags(call) });
    const domain = await failingWith(`Failed to create domain from ${file}`, work);
    return { data: domain, note: `Domain ${quoted(session, domain.name)} created from ${file}\n` };
  },
};
