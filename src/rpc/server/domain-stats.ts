import { LibvirtError } from '../../protocol/errors.ts';
import type { ResultOf } from '../../protocol/messages.ts';
import type { DomainValue } from '../types/common.ts';
import type { DomainStatsRecord } from '../types/records.ts';
import { parameter, type TypedParameter } from '../types/typed-parameter.ts';
import type { Call } from './call.ts';
import { listed } from './domain-list.ts';
import { asDomain, has, infoOf, stateNumbers, who } from './guests.ts';

/** virDomainStatsTypes that there is something to say of. */
const groups = { state: 1, cpu: 2, balloon: 4, vcpu: 8, interface: 16, block: 32 } as const;

/** Figures of the guests named, or of all that the flags ask for; of all kinds where none is named. */
export async function allStats(
  call: Call,
  { doms, stats, flags }: { doms: readonly DomainValue[]; stats: number; flags: number },
): Promise<{ retStats: readonly DomainStatsRecord[] }> {
  const wanted = stats === 0 ? 0xffff_ffff : stats;
  const given = doms.length > 0 ? doms : (await listed(call, flags & listFlags)).map(asDomain);
  const records = await Promise.all(given.map((dom) => recordOf(call, dom, wanted).catch(unlessGone)));
  return { retStats: records.filter((record) => record !== undefined) };
}

/** The bits above say how to ask, not whom. */
const listFlags = 0xffff;

/** A guest that went while its turn came is left out, as libvirt does. */
function unlessGone(error: unknown): undefined {
  if (!(error instanceof LibvirtError && error.is('no domain'))) throw error;
}

async function recordOf(call: Call, { uuid, name }: DomainValue, stats: number): Promise<DomainStatsRecord> {
  const dom = { uuid, name, id: -1 };
  const info = await infoOf(call, dom);
  const devices = await call.ask('DomainGetStats', who(call, dom));
  return {
    dom: { ...dom, id: info.id ?? -1 },
    params: [
      ...(has(stats, groups.state) ? ofState(info) : []),
      ...(has(stats, groups.balloon) ? ofBalloon(info) : []),
      ...(has(stats, groups.vcpu) ? ofVcpus(info) : []),
      ...(has(stats, groups.interface) && info.id !== null ? ofInterfaces(devices) : []),
      ...(has(stats, groups.block) ? ofBlocks(devices) : []),
    ],
  };
}

type Info = ResultOf<'DomainGetInfo'>;
type Devices = ResultOf<'DomainGetStats'>;
const number = (field: string, value: number): TypedParameter => parameter(field, 'uhyper', BigInt(value));

function ofState(info: Info): readonly TypedParameter[] {
  const { state, reason } = stateNumbers(info);
  return [parameter('state.state', 'int', state), parameter('state.reason', 'int', reason)];
}

const ofBalloon = ({ usedMemoryKib, maxMemoryKib }: Info) => [
  number('balloon.current', usedMemoryKib),
  number('balloon.maximum', maxMemoryKib),
];

const ofVcpus = ({ cpus, id }: Info) => [
  parameter('vcpu.current', 'uint', cpus),
  parameter('vcpu.maximum', 'uint', cpus),
  ...(id === null ? [] : Array.from({ length: cpus }, (_, at) => parameter(`vcpu.${at}.state`, 'int', running))),
];
/** VIR_VCPU_RUNNING. */
const running = 1;

const ofInterfaces = ({ interfaces }: Devices) => [
  parameter('net.count', 'uint', interfaces.length),
  ...interfaces.flatMap(({ name }, at) => (name === undefined ? [] : [parameter(`net.${at}.name`, 'string', name)])),
];

const ofBlocks = ({ disks }: Devices) => [
  parameter('block.count', 'uint', disks.length),
  ...disks.flatMap(({ target, source }, at) => [
    parameter(`block.${at}.name`, 'string', target),
    ...(source === undefined ? [] : [parameter(`block.${at}.path`, 'string', source)]),
  ]),
];
