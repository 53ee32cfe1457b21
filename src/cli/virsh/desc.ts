import { LibvirtError } from '../../protocol/errors.ts';
import { exclude } from './exclude.ts';
import { lookup, who } from './lookup.ts';
import { domainOption, type Verb, type VerbCall, type VerbOption } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';

const flag = (name: string, help: string): VerbOption => ({ name, kind: 'flag', help });

/** Shows or sets a domain's description or title. */
export const desc: Verb = {
  name: 'desc',
  summary: "show or set domain's description or title",
  description: 'Allows setting or modifying the description or title of a domain.',
  options: [
    domainOption,
    flag('live', 'modify/get running state'),
    flag('config', 'modify/get persistent configuration'),
    flag('current', 'modify/get current state configuration'),
    flag('title', 'modify/get the title instead of description'),
    flag('edit', 'open an editor to modify the description'),
    { name: 'new-desc', kind: 'words', named: true, help: 'message' },
  ],
  async run(call) {
    const { given } = call;
    exclude(given, ['current', 'live'], ['current', 'config']);
    if (given.has('edit')) throw new VirshError(['there is no editor here: give the text itself']);
    return given.has('new-desc') ? set(call) : show(call);
  },
};

const typeOf = ({ given }: VerbCall) => (given.has('title') ? 'title' : 'description');

async function show(call: VerbCall) {
  const domain = await lookup(call);
  const type = typeOf(call);
  const name = call.given.required('domain');
  try {
    const { metadata } = await call.session.call('DomainGetMetadata', { ...who(domain), type, ...impact(call) });
    return { data: { [type]: metadata }, print: metadata };
  } catch (error) {
    if (!(error instanceof LibvirtError && error.is('no domain metadata'))) throw error;
    return { data: { [type]: null }, note: `No ${type} for domain: ${name}` };
  }
}

async function set(call: VerbCall) {
  const domain = await lookup(call);
  const type = typeOf(call);
  const metadata = call.given.list('new-desc').join(' ');
  const work = call.session.call('DomainSetMetadata', { ...who(domain), type, metadata, ...impact(call) });
  await failingWith(`Failed to set new domain ${type}`, work);
  const word = type === 'title' ? 'title' : 'description';
  return { data: { [type]: metadata }, note: `Domain ${word} updated successfully` };
}

const impact = ({ given }: VerbCall) => ({
  ...(given.has('live') && { live: true }),
  ...(given.has('config') && { config: true }),
});
