import { LibvirtError } from '../../protocol/errors.ts';
import { impactOf, impactOptions } from './impact.ts';
import { lookup, who } from './lookup.ts';
import { scaled } from './scaled.ts';
import { domainOption, type Verb, type VerbCall, type VerbOption } from './verb.ts';
import { failingWith, VirshError } from './virsh-error.ts';

type Values = Record<string, number | string | boolean>;
type Get =
  | 'DomainGetMemoryParameters'
  | 'DomainGetNumaParameters'
  | 'DomainGetBlkioParameters'
  | 'DomainGetSchedulerParametersFlags'
  | 'DomainGetBlockIoTune';
type Set =
  | 'DomainSetMemoryParameters'
  | 'DomainSetNumaParameters'
  | 'DomainSetBlkioParameters'
  | 'DomainSetSchedulerParametersFlags'
  | 'DomainSetBlockIoTune';

/** A verb that shows a guest's parameters, or sets those that are given. */
interface Tuning extends Pick<Verb, 'name' | 'summary' | 'description'> {
  readonly get: Get;
  readonly set: Set;
  /** virsh's words for the parameters. */
  readonly what: string;
  /** Its words for their number, which it asks for first. */
  readonly counted?: string;
  readonly options: readonly VerbOption[];
  readonly more?: (call: VerbCall) => object;
  /** What is given, by libvirt's names. */
  readonly given: (call: VerbCall) => Values;
  readonly shown?: (name: string, value: Values[string]) => string;
}

const tuning = ({ get, set, what, counted, more, given, shown, ...verb }: Tuning): Verb => ({
  ...verb,
  options: [domainOption, ...verb.options, ...impactOptions],
  async run(call) {
    const impact = impactOf(call.given);
    const about = { ...who(await lookup(call)), ...more?.(call), ...impact } as never;
    const parameters = given(call);
    if (Object.keys(parameters).length > 0) {
      const work = call.session.call(set, { ...(about as object), parameters } as never);
      await failingWith(`Unable to change ${what}`, work);
      return { data: { parameters } };
    }
    const found = await call.session.call(get, about).catch((cause) => {
      throw new VirshError([`Unable to get ${isOff(cause) ? (counted ?? what) : what}`], { cause });
    });
    return { data: found, print: rows(found.parameters, shown) };
  },
});

const isOff = (cause: unknown) => cause instanceof LibvirtError && /domain is not running$/.test(cause.message);

const rows = (parameters: Values, shown = (_: string, value: Values[string]) => String(value)) =>
  Object.entries(parameters)
    .map(([name, value]) => `${name.padEnd(15)}: ${shown(name, value)}\n`)
    .join('');

const number = (name: string, help: string): VerbOption => ({ name, kind: 'number', help });
const string = (name: string, help: string): VerbOption => ({ name, kind: 'string', help });
const underscored = (name: string) => name.replaceAll('-', '_');
const entriesOf = (pairs: readonly (readonly [string, Values[string] | undefined])[]): Values =>
  Object.fromEntries(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** VIR_DOMAIN_MEMORY_PARAM_UNLIMITED. */
const unlimited = 9_007_199_254_740_991;
const memoryLimits = ['hard-limit', 'soft-limit', 'swap-hard-limit', 'min-guarantee'];
const limitHelp = ['Max memory', 'Memory during contention', 'Max memory plus swap', 'Min guaranteed memory'];

export const memtune = tuning({
  name: 'memtune',
  summary: 'Get or set memory parameters',
  description: `Get or set the current memory parameters for a guest domain.
    To get the memory parameters use following command: \n
    virsh # memtune <domain>`,
  ...{ get: 'DomainGetMemoryParameters', set: 'DomainSetMemoryParameters' },
  ...{ what: 'memory parameters', counted: 'number of memory parameters' },
  options: memoryLimits.map((name, at) => number(name, `${limitHelp[at]}, as scaled integer (default KiB)`)),
  given({ given }) {
    const limit = (name: string) => (given.text(name) === '-1' ? unlimited : scaled(given, name, 1024));
    if (given.has('min-guarantee'))
      throw new VirshError(['Unable to change memory parameters'], {
        cause: new LibvirtError('argument unsupported', "parameter 'min_guarantee' not supported"),
      });
    return entriesOf(memoryLimits.map((name) => [underscored(name), limit(name)]));
  },
  shown: (_, value) => (Number(value) >= unlimited ? 'unlimited' : String(value)),
});

const numaModes = ['strict', 'preferred', 'interleave', 'restrictive'];

export const numatune = tuning({
  name: 'numatune',
  summary: 'Get or set numa parameters',
  description: `Get or set the current numa parameters for a guest domain.
    To get the numa parameters use following command: \n
    virsh # numatune <domain>`,
  ...{ get: 'DomainGetNumaParameters', set: 'DomainSetNumaParameters' },
  ...{ what: 'numa parameters', counted: 'number of memory parameters' },
  options: [
    string(
      'mode',
      'NUMA mode, one of strict, preferred and interleave \nor a number from the virDomainNumatuneMemMode enum',
    ),
    string('nodeset', 'NUMA node selections to set'),
  ],
  given({ given }) {
    const mode = given.text('mode');
    const known = numaModes.indexOf(mode ?? '');
    if (mode !== undefined && known < 0 && !/^\d+$/.test(mode)) throw new VirshError([`Invalid mode: ${mode}`]);
    const numbered = mode === undefined ? undefined : known < 0 ? Number(mode) : known;
    return entriesOf([
      ['numa_nodeset', given.text('nodeset')],
      ['numa_mode', numbered],
    ]);
  },
  shown: (name, value) => (name === 'numa_mode' ? (numaModes[Number(value)] ?? `${value}`) : String(value)),
});

const deviceLimits: readonly (readonly [option: string, field: string, help: string])[] = [
  ['device-weights', 'device_weight', 'per-device IO Weights, in the form of /path/to/device,weight,...'],
  ...(['read-iops', 'write-iops', 'read-bytes', 'write-bytes'] as const).map((kind) => {
    const [way = '', unit = ''] = kind.split('-');
    const what =
      unit === 'iops' ? `${way} I/O limit per second` : `bytes ${way === 'read' ? 'read' : 'wrote'} per second`;
    const form = `in the form of /path/to/device,${underscored(kind)}_sec,...`;
    return [`device-${kind}-sec`, `device_${underscored(kind)}_sec`, `per-device ${what}, ${form}`] as const;
  }),
];

export const blkiotune = tuning({
  name: 'blkiotune',
  summary: 'Get or set blkio parameters',
  description: `Get or set the current blkio parameters for a guest domain.
    To get the blkio parameters use following command: \n
    virsh # blkiotune <domain>`,
  ...{ get: 'DomainGetBlkioParameters', set: 'DomainSetBlkioParameters', what: 'blkio parameters' },
  options: [number('weight', 'IO Weight'), ...deviceLimits.map(([option, , help]) => string(option, help))],
  given: ({ given }) =>
    entriesOf([
      ['weight', given.number('weight')],
      ...deviceLimits.map(([option, field]) => [field, given.text(option)] as const),
    ]),
});

const throughput = ['total', 'read', 'write'];
const blockLimits: readonly (readonly [name: string, help: string])[] = [
  ...throughput.map(
    (way) => [`${way}-bytes-sec`, `${way} throughput limit, as scaled integer (default bytes)`] as const,
  ),
  ...throughput.map((way) => [`${way}-iops-sec`, `${way} I/O operations limit per second`] as const),
  ...throughput.map((way) => [`${way}-bytes-sec-max`, `${way} max, as scaled integer (default bytes)`] as const),
  ...throughput.map((way) => [`${way}-iops-sec-max`, `${way} I/O operations max`] as const),
  ['size-iops-sec', 'I/O size in bytes'],
];
const burstLengths: readonly (readonly [name: string, help: string])[] = [
  ...throughput.map((way) => [`${way}-bytes-sec-max-length`, `duration in seconds to allow ${way} max bytes`] as const),
  ...throughput.map(
    (way) => [`${way}-iops-sec-max-length`, `duration in seconds to allow ${way} I/O operations max`] as const,
  ),
];

export const blkdeviotune = tuning({
  name: 'blkdeviotune',
  summary: 'Set or query a block device I/O tuning parameters.',
  description: 'Set or query disk I/O parameters such as block throttling.',
  ...{ get: 'DomainGetBlockIoTune', set: 'DomainSetBlockIoTune' },
  ...{ what: 'block I/O throttle parameters', counted: 'number of block I/O throttle parameters' },
  options: [
    { name: 'device', kind: 'data', help: 'block device' },
    ...blockLimits.map(([name, help]) => number(name, help)),
    string('group-name', 'group name to share I/O quota between multiple drives'),
    ...burstLengths.map(([name, help]) => number(name, help)),
  ],
  more: ({ given }) => ({ disk: given.required('device') }),
  given: ({ given }) =>
    entriesOf([
      ...blockLimits.map(([name]) => [underscored(name), scaled(given, name, 1)] as const),
      ['group_name', given.text('group-name')],
      ...burstLengths.map(([name]) => [underscored(name), given.number(name)] as const),
    ]),
});

/** A guest's share of the host's processors. */
export const schedinfo: Verb = {
  name: 'schedinfo',
  summary: 'show/set scheduler parameters',
  description: 'Show/Set scheduler parameters.',
  options: [
    domainOption,
    number('weight', 'weight for XEN_CREDIT'),
    number('cap', 'cap for XEN_CREDIT'),
    { name: 'current', kind: 'flag', help: 'get/set current scheduler info' },
    { name: 'config', kind: 'flag', help: 'get/set value to be used on next boot' },
    { name: 'live', kind: 'flag', help: 'get/set value from running domain' },
    { name: 'set', kind: 'words', named: true, help: 'parameter=value' },
  ],
  async run(call) {
    const { given, session, world } = call;
    const about = who(await lookup(call));
    const impact = impactOf(given);
    const known = await session.call('DomainGetSchedulerParametersFlags', about).catch((error) => {
      world.out(`${'Scheduler'.padEnd(15)}: Unknown\n`);
      throw error;
    });
    const head = `${'Scheduler'.padEnd(15)}: posix\n`;
    try {
      const parameters = wantedOf(call, known.parameters);
      if (Object.keys(parameters).length > 0)
        await session.call('DomainSetSchedulerParametersFlags', { ...about, parameters, ...impact });
      const found = await session.call('DomainGetSchedulerParametersFlags', { ...about, ...impact });
      return { data: found, print: head + rows(found.parameters) };
    } catch (error) {
      world.out(head);
      throw error;
    }
  },
};

function wantedOf({ given }: VerbCall, known: Values): Values {
  const words = [...given.list('set'), ...['weight', 'cap'].flatMap((name) => (given.has(name) ? [`${name}=`] : []))];
  const pairs = words.map((word) => word.split('=', 2) as [string, string?]);
  const unknown = pairs.find(([name]) => !Object.hasOwn(known, name));
  if (unknown) throw new VirshError([`invalid scheduler option: ${unknown[0]}`]);
  return Object.fromEntries(pairs.map(([name, value = '']) => [name, Number(value)]));
}
