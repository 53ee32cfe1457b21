import type { ParamsOf } from '../../protocol/messages.ts';
import {
  type NetworkSection,
  type NetworkUpdateCommand,
  networkSections,
  networkUpdateCommands,
} from '../../protocol/vocabulary.ts';
import type { Session } from '../session.ts';
import { exclude } from './exclude.ts';
import type { Given } from './given.ts';
import { lookupNetwork, networkOption } from './net-lookup.ts';
import { readTextFile } from './read-file.ts';
import type { Verb } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';

/** Changes one part of a network, live or for its next start. */
export const netUpdate: Verb = {
  name: 'net-update',
  summary: "update parts of an existing network's configuration",
  options: [
    networkOption,
    { name: 'command', kind: 'data', help: 'type of update (add-first, add-last (add), delete, or modify)' },
    { name: 'section', kind: 'data', help: 'which section of network configuration to update' },
    {
      name: 'xml',
      kind: 'data',
      help: "name of file containing xml (or, if it starts with '<', the complete xml element itself) to add/modify, or to be matched for search",
    },
    { name: 'parent-index', kind: 'number', help: 'which parent object to search through' },
    { name: 'config', kind: 'flag', help: 'affect next network startup' },
    { name: 'live', kind: 'flag', help: 'affect running network' },
    { name: 'current', kind: 'flag', help: 'affect current state of network' },
  ],
  async run(call) {
    const { session, given } = call;
    exclude(given, ['current', 'live'], ['current', 'config']);
    const network = await lookupNetwork(call);
    const typed = given.required('network');
    const update = {
      uuid: network.uuid,
      command: commandOf(given),
      section: sectionOf(given),
      parentIndex: given.number('parent-index'),
      xml: await xmlOf(given),
      live: given.has('live'),
      config: given.has('config'),
    };
    await failingWith(`Failed to update network ${typed}`, session.call('NetworkUpdate', update));
    // Without a line's end of its own: virsh prints the one that follows every command.
    return { data: network, note: `Updated network ${typed} ${await affected(session, update)}` };
  },
};

function commandOf(given: Given): NetworkUpdateCommand {
  const typed = given.required('command');
  const name = typed === 'add' ? 'add-last' : typed;
  const command = networkUpdateCommands.find((known) => known === name && known !== 'none');
  if (!command) throw new VirshError([`unrecognized command name '${typed}'`]);
  return command;
}

function sectionOf(given: Given): NetworkSection {
  const typed = given.required('section');
  const section = networkSections.find((known) => known === typed && known !== 'none');
  if (!section) throw new VirshError([`unrecognized section name '${typed}'`]);
  return section;
}

async function xmlOf(given: Given): Promise<string> {
  const typed = given.required('xml');
  return typed.startsWith('<') ? typed : readTextFile(typed);
}

/** What was changed; a network that is not active has only its configuration. */
async function affected(
  session: Session,
  { uuid, live, config }: Pick<ParamsOf<'NetworkUpdate'>, 'uuid' | 'live' | 'config'>,
) {
  if (live && config) return 'persistent config and live state';
  const isLive = live || (!config && (await session.call('NetworkGetInfo', { uuid })).active);
  return isLive ? 'live state' : 'persistent config';
}
