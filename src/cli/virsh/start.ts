import { lookup, who } from './lookup.ts';
import { quoted } from './quoting.ts';
import { readTextFile } from './read-file.ts';
import { domainOption, type Verb, type VerbCall, type VerbOption } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';

const flag = (name: string, help: string): VerbOption => ({ name, kind: 'flag', help });

/** What both ways to start a guest take. There is no console to attach to, and no descriptors or NVRAM to hand over. */
const consoleToAutodestroy = [
  flag('console', 'attach to console after creation'),
  flag('paused', 'leave the guest paused after creation'),
  flag('autodestroy', 'automatically destroy the guest when virsh disconnects'),
];
const passFds: VerbOption = { name: 'pass-fds', kind: 'string', help: 'pass file descriptors N,M,... to the guest' };
const resetNvram = flag('reset-nvram', 're-initialize NVRAM from its pristine template');
const startFlags = ({ given }: VerbCall) => ({ paused: given.has('paused'), autodestroy: given.has('autodestroy') });

/** Starts a defined domain. virsh takes its name from the host, so a UUID that was typed is not what is printed. */
export const start: Verb = {
  name: 'start',
  summary: 'start a (previously defined) inactive domain',
  description:
    'Start a domain, either from the last managedsave\n    state, or via a fresh boot if no managedsave state\n    is present.',
  options: [
    { ...domainOption, help: 'name of the inactive domain' },
    ...consoleToAutodestroy,
    flag('bypass-cache', 'avoid file system cache when loading'),
    flag('force-boot', 'force fresh boot by discarding any managed save'),
    passFds,
    resetNvram,
  ],
  async run(call) {
    const { session } = call;
    const domain = await lookup(call, ['uuid', 'name']);
    const name = quoted(session, domain.name);
    if (domain.id !== null) throw new VirshError(['Domain is already active']);
    const forceBoot = call.given.has('force-boot') && { forceBoot: true };
    const work = session.call('DomainCreateWithFlags', { ...who(domain), ...startFlags(call), ...forceBoot });
    return { data: await failingWith(`Failed to start domain ${name}`, work), note: `Domain ${name} started\n` };
  },
};

/** Starts a guest whose definition is not kept. */
export const create: Verb = {
  name: 'create',
  summary: 'create a domain from an XML file',
  description: 'Create a domain.',
  options: [
    { name: 'file', kind: 'data', help: 'file containing an XML domain description' },
    ...consoleToAutodestroy,
    passFds,
    flag('validate', 'validate the XML against the schema'),
    resetNvram,
  ],
  async run(call) {
    const { session, driver, given } = call;
    const file = given.required('file');
    const xml = await readTextFile(file);
    const work = session.call('DomainCreateXML', { driver, xml, ...startFlags(call) });
    const domain = await failingWith(`Failed to create domain from ${file}`, work);
    return { data: domain, note: `Domain ${quoted(session, domain.name)} created from ${file}\n` };
  },
};
