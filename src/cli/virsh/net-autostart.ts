import { lookupNetwork, networkOption } from './net-lookup.ts';
import type { Verb } from './verb.ts';
import { failingWith } from './virsh-error.ts';

/** Has a network started with the daemon, or not any more. */
export const netAutostart: Verb = {
  name: 'net-autostart',
  summary: 'autostart a network',
  description: 'Configure a network to be automatically started at boot.',
  options: [networkOption, { name: 'disable', kind: 'flag', help: 'disable autostarting' }],
  async run(call) {
    const { session, given } = call;
    const network = await lookupNetwork(call);
    const typed = given.required('network');
    const on = !given.has('disable');
    const word = on ? 'mark' : 'unmark';
    const work = session.call('NetworkSetAutostart', { uuid: network.uuid, autostart: on });
    await failingWith(`failed to ${word} network ${typed} as autostarted`, work);
    return { data: { ...network, autostart: on }, note: `Network ${typed} ${word}ed as autostarted\n` };
  },
};
