import {
  blockCommit,
  blockCopy,
  blockJobInfo,
  blockPull,
  blockRebase,
  blockThreshold,
  diskErrors,
  noBlockJob,
} from '../server/block-jobs.ts';
import { blockInfo, blockPeek, blockResize, blockStats, blockStatsFlags } from '../server/guest-devices.ts';
import { attachDevice, attachLive, detachAlias, detachDevice, detachLive, updateDevice } from '../server/plug.ts';
import { getBlockIoTune, setBlockIoTune } from '../server/tuning.ts';
import { bounds } from '../types/bounds.ts';
import { domain, optionalString, string } from '../types/common.ts';
import { diskError } from '../types/records.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, hyper, int, opaque, uhyper, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Devices of a guest and the jobs of its disks. */
export const devicesRows = {
  DomainAttachDevice: writes(8, '0.1.9', { dom: domain, xml: string }, {}, attachLive),
  DomainDetachDevice: writes(13, '0.1.9', { dom: domain, xml: string }, {}, detachLive),
  DomainBlockStats: reads(
    64,
    '0.3.2',
    { dom: domain, path: string },
    { rdReq: hyper, rdBytes: hyper, wrReq: hyper, wrBytes: hyper, errs: hyper },
    blockStats,
  ),
  DomainBlockPeek: writes(
    103,
    '0.4.2',
    { dom: domain, path: string, offset: uhyper, size: uint, flags: uint },
    { buffer: opaque(bounds.domainBlockPeekBuffer) },
    blockPeek,
  ),
  DomainAttachDeviceFlags: writes(160, '0.7.7', { dom: domain, xml: string, flags: uint }, {}, attachDevice),
  DomainDetachDeviceFlags: writes(161, '0.7.7', { dom: domain, xml: string, flags: uint }, {}, detachDevice),
  DomainUpdateDeviceFlags: writes(174, '0.8.0', { dom: domain, xml: string, flags: uint }, {}, updateDevice),
  DomainGetBlockInfo: reads(
    194,
    '0.8.1',
    { dom: domain, path: string, flags: uint },
    { allocation: uhyper, capacity: uhyper, physical: uhyper },
    blockInfo,
  ),
  DomainBlockJobAbort: writes(237, '0.9.4', { dom: domain, path: string, flags: uint }, {}, noBlockJob),
  DomainGetBlockJobInfo: reads(
    238,
    '0.9.4',
    { dom: domain, path: string, flags: uint },
    { found: int, type: int, bandwidth: uhyper, cur: uhyper, end: uhyper },
    blockJobInfo,
  ),
  DomainBlockJobSetSpeed: writes(
    239,
    '0.9.4',
    { dom: domain, path: string, bandwidth: uhyper, flags: uint },
    {},
    noBlockJob,
  ),
  DomainBlockPull: writes(240, '0.9.4', { dom: domain, path: string, bandwidth: uhyper, flags: uint }, {}, blockPull),
  DomainBlockStatsFlags: reads(
    243,
    '0.9.5',
    { dom: domain, path: string, nparams: int, flags: uint },
    { params: typedParameters(bounds.domainBlockStatsParameters), nparams: int },
    blockStatsFlags,
  ),
  DomainBlockResize: writes(251, '0.9.8', { dom: domain, disk: string, size: uhyper, flags: uint }, {}, blockResize),
  DomainSetBlockIoTune: writes(
    252,
    '0.9.8',
    { dom: domain, disk: string, params: typedParameters(bounds.domainBlockIoTuneParameters), flags: uint },
    {},
    setBlockIoTune,
  ),
  DomainGetBlockIoTune: reads(
    253,
    '0.9.8',
    { dom: domain, disk: optionalString, nparams: int, flags: uint },
    { params: typedParameters(bounds.domainBlockIoTuneParameters), nparams: int },
    getBlockIoTune,
  ),
  DomainGetDiskErrors: reads(
    263,
    '0.9.10',
    { dom: domain, maxerrors: uint, flags: uint },
    { errors: array(diskError, bounds.domainDiskErrors), nerrors: int },
    diskErrors,
  ),
  DomainBlockRebase: writes(
    266,
    '0.9.10',
    { dom: domain, path: string, base: optionalString, bandwidth: uhyper, flags: uint },
    {},
    blockRebase,
  ),
  DomainBlockCommit: writes(
    290,
    '0.10.2',
    { dom: domain, disk: string, base: optionalString, top: optionalString, bandwidth: uhyper, flags: uint },
    {},
    blockCommit,
  ),
  DomainBlockCopy: writes(
    345,
    '1.2.8',
    {
      dom: domain,
      path: string,
      destxml: string,
      params: typedParameters(bounds.domainBlockCopyParameters),
      flags: uint,
    },
    {},
    blockCopy,
  ),
  DomainSetBlockThreshold: writes(
    386,
    '3.1.0',
    { dom: domain, dev: string, threshold: uhyper, flags: uint },
    {},
    blockThreshold,
  ),
  DomainDetachDeviceAlias: writes(392, '4.4.0', { dom: domain, alias: string, flags: uint }, {}, detachAlias),
  DomainFDAssociate: writes(443, '9.0.0', { dom: domain, name: string, flags: uint }, {}),
} as const;
