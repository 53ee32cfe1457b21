import { lookup, who } from './lookup.ts';
import { domainOption, type Verb } from './verb.ts';

/** Gives an inactive domain another name. */
export const domrename: Verb = {
  name: 'domrename',
  summary: 'rename a domain',
  description: 'Rename an inactive domain.',
  options: [
    { ...domainOption, help: 'domain name or uuid' },
    { name: 'new-name', kind: 'data', help: 'new domain name' },
  ],
  async run(call) {
    const domain = await lookup(call);
    const newName = call.given.required('new-name');
    await call.session.call('DomainRename', { ...who(domain), newName });
    return { data: { name: newName, uuid: domain.uuid }, note: 'Domain successfully renamed\n' };
  },
};
