import { lookup, who } from './lookup.ts';
import { quoted } from './quoting.ts';
import { domainOption, type Verb } from './verb.ts';
import { failingWith } from './virsh-error.ts';

/** Has a domain started with the daemon, or not any more. */
export const autostart: Verb = {
  name: 'autostart',
  summary: 'autostart a domain',
  description: 'Configure a domain to be automatically started at boot.',
  options: [domainOption, { name: 'disable', kind: 'flag', help: 'disable autostarting' }],
  async run(call) {
    const { session, given } = call;
    const domain = await lookup(call);
    const name = quoted(session, given.required('domain'));
    const on = !given.has('disable');
    const work = session.call('DomainSetAutostart', { ...who(domain), autostart: on });
    await failingWith(`Failed to ${on ? 'mark' : 'unmark'} domain ${name} as autostarted`, work);
    const data = { name: domain.name, uuid: domain.uuid, autostart: on };
    return { data, note: `Domain ${name} ${on ? 'marked' : 'unmarked'} as autostarted\n` };
  },
};
