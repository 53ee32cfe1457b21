import type { ListedDomain, ResultOf } from '../../protocol/messages.ts';
import { domainStates, stateReasons } from '../../protocol/vocabulary.ts';
import { lookup, who } from './lookup.ts';
import type { Verb, VerbCall, VerbOption } from './verb.ts';

const flag = (name: string, help: string): VerbOption => ({ name, kind: 'flag', help });

type Info = ResultOf<'DomainGetInfo'>;
type Stats = ResultOf<'DomainGetStats'>;
/** Groups of figures by their option, as far as a guest of hooklab has them; all of them unless some are asked for. */
const figures: Readonly<Record<string, (info: Info, stats: Stats) => readonly (readonly [string, string | number])[]>> =
  {
    state: ({ state, reason }) => [
      ['state.state', numberOfState(state)],
      ['state.reason', numberOfReason(state, reason)],
    ],
    balloon: ({ usedMemoryKib, maxMemoryKib }) => [
      ['balloon.current', usedMemoryKib],
      ['balloon.maximum', maxMemoryKib],
    ],
    vcpu: ({ cpus }) => [
      ['vcpu.current', cpus],
      ['vcpu.maximum', cpus],
    ],
    interface: (_, { interfaces }) => [
      ['net.count', interfaces.length],
      ...interfaces.flatMap(({ name }, at) => (name === undefined ? [] : [[`net.${at}.name`, name] as const])),
    ],
    block: (_, { disks }) => [
      ['block.count', disks.length],
      ...disks.flatMap(({ target, source }, at) => [
        [`block.${at}.name`, target] as const,
        ...(source === undefined ? [] : [[`block.${at}.path`, source] as const]),
      ]),
    ],
  };

/** Numbers as libvirt-domain.h has them. */
const numberOfState = (state: string) => domainStates.findIndex(([name]) => name === state);
function numberOfReason(state: string, reason: string): number {
  const reasons: Readonly<Record<string, readonly (readonly [string, string])[]>> = stateReasons;
  return Math.max(0, reasons[state]?.findIndex(([name]) => name === reason) ?? 0);
}

const filters: Readonly<Record<string, (domain: ListedDomain) => boolean>> = {
  'list-active': ({ id }) => id !== null,
  'list-inactive': ({ id }) => id === null,
  'list-persistent': ({ persistent }) => persistent,
  'list-transient': ({ persistent }) => !persistent,
  'list-running': ({ state }) => state === 'running',
  'list-paused': ({ state }) => state === 'paused',
  'list-shutoff': ({ state }) => state === 'shutoff',
  'list-other': ({ state }) => !['running', 'paused', 'shutoff'].includes(state),
};

/** Figures of one, several or all domains. */
export const domstats: Verb = {
  name: 'domstats',
  summary: 'get statistics about one or multiple domains',
  description: 'Gets statistics about one or more (or all) domains',
  options: [
    flag('state', 'report domain state'),
    flag('cpu-total', 'report domain physical cpu usage'),
    flag('balloon', 'report domain balloon statistics'),
    flag('vcpu', 'report domain virtual cpu information'),
    flag('interface', 'report domain network interface information'),
    flag('block', 'report domain block device statistics'),
    flag('perf', 'report domain perf event statistics'),
    flag('iothread', 'report domain IOThread information'),
    flag('memory', 'report domain memory usage'),
    flag('dirtyrate', 'report domain dirty rate information'),
    flag('vm', 'report hypervisor-specific statistics'),
    flag('list-active', 'list only active domains'),
    flag('list-inactive', 'list only inactive domains'),
    flag('list-persistent', 'list only persistent domains'),
    flag('list-transient', 'list only transient domains'),
    flag('list-running', 'list only running domains'),
    flag('list-paused', 'list only paused domains'),
    flag('list-shutoff', 'list only shutoff domains'),
    flag('list-other', 'list only domains in other states'),
    flag('raw', 'do not pretty-print the fields'),
    flag('enforce', 'enforce requested stats parameters'),
    flag('backing', 'add backing chain information to block stats'),
    flag('nowait', 'report only stats that are accessible instantly'),
    { name: 'domain', kind: 'words', help: 'list of domains to get stats for' },
  ],
  async run(call) {
    const records = [];
    for (const domain of await chosen(call)) records.push(await recordOf(call, domain));
    const print = records.map(({ name, stats }) => recordText(name, stats)).join('\n');
    return { data: { domains: records }, print };
  },
};

async function chosen(call: VerbCall): Promise<readonly Pick<ListedDomain, 'driver' | 'uuid'>[]> {
  const { session, given, driver } = call;
  const named = given.list('domain');
  if (named.length > 0) return Promise.all(named.map((key) => lookup(call, ['id', 'uuid', 'name'], key)));
  const asked = Object.entries(filters).filter(([name]) => given.has(name));
  const { domains } = await session.call('ConnectListAllDomains', { driver });
  return domains.filter((domain) => asked.every(([, keeps]) => keeps(domain)));
}

async function recordOf({ session, given }: VerbCall, domain: Pick<ListedDomain, 'driver' | 'uuid'>) {
  const info = await session.call('DomainGetInfo', who(domain));
  const found = await session.call('DomainGetStats', who(domain));
  const asked = Object.keys(figures).filter((name) => given.has(name));
  const groups = asked.length > 0 || anyGroup(given) ? asked : Object.keys(figures);
  return { name: info.name, stats: groups.flatMap((name) => figures[name]?.(info, found) ?? []) };
}

/** A group was asked for that no guest of hooklab has. */
const anyGroup = ({ has }: VerbCall['given']) =>
  ['cpu-total', 'perf', 'iothread', 'memory', 'dirtyrate', 'vm'].some(has);

const recordText = (name: string, stats: readonly (readonly [string, string | number])[]) =>
  `Domain: '${name}'\n${stats.map(([key, value]) => `  ${key}=${value}\n`).join('')}`;
