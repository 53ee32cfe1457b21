import { bounds } from '../types/bounds.ts';
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
  ),
  DomainAbortJob: writes(164, '0.7.7', { dom: domain }, {}),
  DomainMigrateSetMaxDowntime: writes(166, '0.8.0', { dom: domain, downtime: uhyper, flags: uint }, {}),
  DomainMigrateSetMaxSpeed: writes(207, '0.9.0', { dom: domain, bandwidth: uhyper, flags: uint }, {}),
  DomainMigrateGetMaxSpeed: writes(242, '0.9.5', { dom: domain, flags: uint }, { bandwidth: uhyper }),
  DomainGetJobStats: reads(
    298,
    '1.0.3',
    { dom: domain, flags: uint },
    { type: int, params: typedParameters(bounds.domainJobStats) },
  ),
  DomainMigrateGetCompressionCache: reads(299, '1.0.3', { dom: domain, flags: uint }, { cacheSize: uhyper }),
  DomainMigrateSetCompressionCache: writes(300, '1.0.3', { dom: domain, cacheSize: uhyper, flags: uint }, {}),
  DomainMigrateStartPostCopy: writes(364, '1.3.3', { dom: domain, flags: uint }, {}),
  DomainMigrateGetMaxDowntime: reads(387, '3.7.0', { dom: domain, flags: uint }, { downtime: uhyper }),
  DomainAbortJobFlags: writes(442, '8.5.0', { dom: domain, flags: uint }, {}),
} as const;
