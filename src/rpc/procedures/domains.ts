import { bounds } from '../types/bounds.ts';
import { domain, string } from '../types/common.ts';
import { domainStatsRecord, memoryStat, securityLabel, vcpuInfo } from '../types/records.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, characters, hyper, int, opaque, uchar, uhyper, uint, ushort } from '../xdr/index.ts';
import { reads } from './row.ts';

/** What there is to know of one domain. */
export const domainsRows = {
  DomainGetInfo: reads(
    16,
    '0.0.3',
    { dom: domain },
    { state: uchar, maxMem: uhyper, memory: uhyper, nrVirtCpu: ushort, cpuTime: uhyper },
  ),
  DomainGetMaxMemory: reads(17, '0.0.3', { dom: domain }, { memory: uhyper }),
  DomainGetMaxVcpus: reads(18, '0.2.1', { dom: domain }, { num: int }),
  DomainGetOSType: reads(19, '0.0.3', { dom: domain }, { type: string }),
  DomainGetVcpus: reads(
    20,
    '0.1.4',
    { dom: domain, maxinfo: int, maplen: int },
    { info: array(vcpuInfo, bounds.vcpuinfo), cpumaps: opaque(bounds.cpumaps) },
  ),
  DomainInterfaceStats: reads(
    65,
    '0.3.2',
    { dom: domain, device: string },
    {
      rxBytes: hyper,
      rxPackets: hyper,
      rxErrs: hyper,
      rxDrop: hyper,
      txBytes: hyper,
      txPackets: hyper,
      txErrs: hyper,
      txDrop: hyper,
    },
  ),
  DomainGetSecurityLabel: reads(
    121,
    '0.6.1',
    { dom: domain },
    { label: characters(bounds.securityLabel), enforcing: int },
  ),
  DomainIsActive: reads(150, '0.7.3', { dom: domain }, { active: int }),
  DomainIsPersistent: reads(151, '0.7.3', { dom: domain }, { persistent: int }),
  DomainMemoryStats: reads(
    159,
    '0.7.5',
    { dom: domain, maxStats: uint, flags: uint },
    { stats: array(memoryStat, bounds.domainMemoryStats) },
  ),
  DomainGetVcpusFlags: reads(200, '0.8.5', { dom: domain, flags: uint }, { num: int }),
  DomainIsUpdated: reads(202, '0.8.6', { dom: domain }, { updated: int }),
  DomainGetState: reads(212, '0.9.2', { dom: domain, flags: uint }, { state: int, reason: int }),
  DomainGetControlInfo: reads(
    229,
    '0.9.3',
    { dom: domain, flags: uint },
    { state: uint, details: uint, stateTime: uhyper },
  ),
  DomainGetCPUStats: reads(
    262,
    '0.9.10',
    { dom: domain, nparams: uint, startCpu: int, ncpus: uint, flags: uint },
    { params: typedParameters(bounds.domainGetCpuStats), nparams: int },
  ),
  DomainGetSecurityLabelList: reads(
    278,
    '0.10.0',
    { dom: domain },
    { labels: array(securityLabel, bounds.securityLabelList), ret: int },
  ),
  ConnectGetAllDomainStats: reads(
    344,
    '1.2.8',
    { doms: array(domain, bounds.domainList), stats: uint, flags: uint },
    { retStats: array(domainStatsRecord, bounds.domainList) },
  ),
  DomainGetMessages: reads(426, '7.1.0', { dom: domain, flags: uint }, { msgs: array(string, bounds.domainMessages) }),
} as const;
