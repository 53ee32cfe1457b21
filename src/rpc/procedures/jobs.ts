import { LibvirtError } from '../../protocol/errors.ts';
import type { JobReport } from '../../protocol/messages.ts';
import { jobTypes } from '../../protocol/vocabulary.ts';
import type { Call } from '../server/call.ts';
import { has, who } from '../server/guests.ts';
import { jobParameters } from '../server/job-parameters.ts';
import { bounds } from '../types/bounds.ts';
import type { DomainValue } from '../types/common.ts';
import { domain } from '../types/common.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { int, uhyper, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** What takes long: how far it is, how to end it, how fast it may be. */
export const jobsRows = {
  DomainGetJobInfo: reads(
    163,
    '0.7.7',
    { dom: domain },
    {
      type: int,
      timeElapsed: uhyper,
      timeRemaining: uhyper,
      dataTotal: uhyper,
      dataProcessed: uhyper,
      dataRemaining: uhyper,
      memTotal: uhyper,
      memProcessed: uhyper,
      memRemaining: uhyper,
      fileTotal: uhyper,
      fileProcessed: uhyper,
      fileRemaining: uhyper,
    },
    async (call, { dom }) => jobInfo(await call.ask('DomainGetJobStats', who(call, dom))),
  ),
  DomainAbortJob: writes(164, '0.7.7', { dom: domain }, {}, (call, { dom }) =>
    call.ask('DomainAbortJob', who(call, dom)),
  ),
  DomainMigrateSetMaxDowntime: writes(
    166,
    '0.8.0',
    { dom: domain, downtime: uhyper, flags: uint },
    {},
    (call, { dom, downtime }) => call.ask('DomainMigrateSetMaxDowntime', { ...who(call, dom), ms: Number(downtime) }),
  ),
  DomainMigrateSetMaxSpeed: writes(
    207,
    '0.9.0',
    { dom: domain, bandwidth: uhyper, flags: uint },
    {},
    (call, { dom, bandwidth, flags }) => setMaxSpeed(call, dom, { bandwidth, postcopy: has(flags, postcopySpeed) }),
  ),
  DomainMigrateGetMaxSpeed: writes(
    242,
    '0.9.5',
    { dom: domain, flags: uint },
    { bandwidth: uhyper },
    async (call, { dom, flags }) => {
      const asked = { ...who(call, dom), postcopy: has(flags, postcopySpeed) };
      return { bandwidth: BigInt((await call.ask('DomainMigrateGetMaxSpeed', asked)).mibPerSecond) };
    },
  ),
  DomainGetJobStats: reads(
    298,
    '1.0.3',
    { dom: domain, flags: uint },
    { type: int, params: typedParameters(bounds.domainJobStats) },
    getJobStats,
  ),
  DomainMigrateGetCompressionCache: reads(
    299,
    '1.0.3',
    { dom: domain, flags: uint },
    { cacheSize: uhyper },
    async (call, { dom }) => ({
      cacheSize: BigInt((await call.ask('DomainMigrateGetCompressionCache', who(call, dom))).bytes),
    }),
  ),
  DomainMigrateSetCompressionCache: writes(
    300,
    '1.0.3',
    { dom: domain, cacheSize: uhyper, flags: uint },
    {},
    (call, { dom, cacheSize }) =>
      call.ask('DomainMigrateSetCompressionCache', { ...who(call, dom), bytes: Number(cacheSize) }),
  ),
  DomainMigrateStartPostCopy: writes(364, '1.3.3', { dom: domain, flags: uint }, {}, (call, { dom }) =>
    call.ask('DomainMigrateStartPostCopy', who(call, dom)),
  ),
  DomainMigrateGetMaxDowntime: reads(
    387,
    '3.7.0',
    { dom: domain, flags: uint },
    { downtime: uhyper },
    async (call, { dom }) => ({
      downtime: BigInt((await call.ask('DomainMigrateGetMaxDowntime', who(call, dom))).ms),
    }),
  ),
  DomainAbortJobFlags: writes(442, '8.5.0', { dom: domain, flags: uint }, {}, (call, { dom, flags }) => {
    return call.ask('DomainAbortJob', { ...who(call, dom), postcopy: has(flags, abortPostcopy) });
  }),
} as const;

/** VIR_DOMAIN_JOB_STATS_COMPLETED. */
const completedJob = 1;
/** VIR_DOMAIN_ABORT_JOB_POSTCOPY. */
const abortPostcopy = 1;

const typeNumber = ({ type }: JobReport) => Math.max(0, (jobTypes as readonly string[]).indexOf(type));

/** virDomainJobInfo: the figures of old, zero where there are none. */
function jobInfo(job: JobReport) {
  const figure = (name: string) => BigInt(Math.round(job.stats[name] ?? 0));
  return {
    type: typeNumber(job),
    timeElapsed: figure('time_elapsed'),
    timeRemaining: figure('time_remaining'),
    dataTotal: figure('data_total'),
    dataProcessed: figure('data_processed'),
    dataRemaining: figure('data_remaining'),
    memTotal: figure('memory_total'),
    memProcessed: figure('memory_processed'),
    memRemaining: figure('memory_remaining'),
    fileTotal: figure('disk_total'),
    fileProcessed: figure('disk_processed'),
    fileRemaining: figure('disk_remaining'),
  };
}

async function getJobStats(call: Call, { dom, flags }: { dom: DomainValue; flags: number }) {
  const job = await call.ask('DomainGetJobStats', { ...who(call, dom), completed: has(flags, completedJob) });
  return { type: typeNumber(job), params: job.type === 'None' ? [] : jobParameters(job.operation, job.stats) };
}

/** More than libvirt can tell QEMU in bytes is refused (QEMU_DOMAIN_MIG_BANDWIDTH_MAX). */
const mostMibPerSecond = 8_796_093_022_207n;

/** VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY (5.1.0). */
const postcopySpeed = 1;

async function setMaxSpeed(call: Call, dom: DomainValue, given: { bandwidth: bigint; postcopy: boolean }) {
  const { bandwidth, postcopy } = given;
  if (bandwidth > mostMibPerSecond) throw tooFast();
  return call.ask('DomainMigrateSetMaxSpeed', { ...who(call, dom), mibPerSecond: Number(bandwidth), postcopy });
}

const tooFast = () => new LibvirtError('overflow', `bandwidth must be less than ${mostMibPerSecond + 1n}`, 'qemu');
