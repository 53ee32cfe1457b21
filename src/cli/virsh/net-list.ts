import type { ListedNetwork } from '../../protocol/messages.ts';
import type { Given } from './given.ts';
import { formatTable } from './table.ts';
import type { Verb, VerbOption } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';

const flag = (name: string, help: string): VerbOption => ({ name, kind: 'flag', help });

/** Filters by their options. Those of one group are alternatives, groups narrow each other (virConnectListAllNetworks). */
const filters: readonly (readonly { name: string; help: string; keeps: (network: ListedNetwork) => boolean }[])[] = [
  [
    { name: 'persistent', help: 'list persistent networks', keeps: ({ persistent }) => persistent },
    { name: 'transient', help: 'list transient networks', keeps: ({ persistent }) => !persistent },
  ],
  [
    { name: 'autostart', help: 'list networks with autostart enabled', keeps: ({ autostart }) => autostart },
    { name: 'no-autostart', help: 'list networks with autostart disabled', keeps: ({ autostart }) => !autostart },
  ],
];

/** The networks of a host. */
export const netList: Verb = {
  name: 'net-list',
  summary: 'list networks',
  description: 'Returns list of networks.',
  options: [
    flag('inactive', 'list inactive networks'),
    flag('all', 'list inactive & active networks'),
    ...filters.flat().map(({ name, help }) => flag(name, help)),
    flag('uuid', "list uuid's only"),
    flag('name', 'list network names only'),
    flag('table', 'list table (default)'),
  ],
  async run({ session, given, globals }) {
    if (['table', 'name', 'uuid'].filter((name) => given.has(name)).length > 1)
      throw new VirshError(['Only one argument from --table, --name and --uuid may be specified.']);
    const { networks } = await failingWith('Failed to list networks', session.call('ConnectListAllNetworks', {}));
    const chosen = networks.filter((network) => isWanted(network, given)).sort(inVirshOrder);
    return { data: { networks: chosen }, print: listText(chosen, given, globals.quiet) };
  },
};

/** Active ones, unless the options say otherwise. */
function isWanted(network: ListedNetwork, given: Given): boolean {
  const inactive = given.has('all') || given.has('inactive');
  const active = given.has('all') || !inactive;
  if (network.active ? !active : !inactive) return false;
  return filters.every((group) => {
    const asked = group.filter(({ name }) => given.has(name));
    return asked.length === 0 || asked.some(({ keeps }) => keeps(network));
  });
}

/** Active ones, then the others, each by name whatever its case (virshNetworkSorter). */
function inVirshOrder(a: ListedNetwork, b: ListedNetwork): number {
  if (a.active !== b.active) return a.active ? -1 : 1;
  return a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1;
}

function listText(networks: readonly ListedNetwork[], given: Given, quiet: boolean): string {
  if (given.has('name')) return networks.map(({ name }) => `${name}\n`).join('');
  if (given.has('uuid')) return networks.map(({ uuid }) => `${uuid}\n`).join('');
  const rows = networks.map(({ name, active, autostart, persistent }) => [
    name,
    active ? 'active' : 'inactive',
    yesNo(autostart),
    yesNo(persistent),
  ]);
  return formatTable(['Name', 'State', 'Autostart', 'Persistent'], rows, { quiet });
}

const yesNo = (is: boolean) => (is ? 'yes' : 'no');
