import { getInterfaceParameters, setInterfaceParameters } from '../server/interface-parameters.ts';
import { bounds } from '../types/bounds.ts';
import { domain, string } from '../types/common.ts';
import { ioThreadInfo } from '../types/records.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, int, opaque, uhyper, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** How much of the machine a guest may use. */
export const tuningRows = {
  DomainPinVcpu: writes(26, '0.1.4', { dom: domain, vcpu: uint, cpumap: opaque(bounds.cpumap) }, {}),
  DomainSetMaxMemory: writes(30, '0.0.3', { dom: domain, memory: uhyper }, {}),
  DomainSetMemory: writes(31, '0.1.1', { dom: domain, memory: uhyper }, {}),
  DomainSetVcpus: writes(32, '0.1.4', { dom: domain, nvcpus: uint }, {}),
  DomainGetSchedulerType: reads(56, '0.2.3', { dom: domain }, { type: string, nparams: int }),
  DomainGetSchedulerParameters: reads(
    57,
    '0.2.3',
    { dom: domain, nparams: int },
    { params: typedParameters(bounds.domainSchedulerParameters) },
  ),
  DomainSetSchedulerParameters: writes(
    58,
    '0.2.3',
    { dom: domain, params: typedParameters(bounds.domainSchedulerParameters) },
    {},
  ),
  DomainMemoryPeek: writes(
    104,
    '0.4.2',
    { dom: domain, offset: uhyper, size: uint, flags: uint },
    { buffer: opaque(bounds.domainMemoryPeekBuffer) },
  ),
  DomainSetMemoryParameters: writes(
    197,
    '0.8.5',
    { dom: domain, params: typedParameters(bounds.domainMemoryParameters), flags: uint },
    {},
  ),
  DomainGetMemoryParameters: reads(
    198,
    '0.8.5',
    { dom: domain, nparams: int, flags: uint },
    { params: typedParameters(bounds.domainMemoryParameters), nparams: int },
  ),
  DomainSetVcpusFlags: writes(199, '0.8.5', { dom: domain, nvcpus: uint, flags: uint }, {}),
  DomainSetMemoryFlags: writes(204, '0.9.0', { dom: domain, memory: uhyper, flags: uint }, {}),
  DomainSetBlkioParameters: writes(
    205,
    '0.9.0',
    { dom: domain, params: typedParameters(bounds.domainBlkioParameters), flags: uint },
    {},
  ),
  DomainGetBlkioParameters: reads(
    206,
    '0.9.0',
    { dom: domain, nparams: int, flags: uint },
    { params: typedParameters(bounds.domainBlkioParameters), nparams: int },
  ),
  DomainSetSchedulerParametersFlags: writes(
    219,
    '0.9.2',
    { dom: domain, params: typedParameters(bounds.domainSchedulerParameters), flags: uint },
    {},
  ),
  DomainGetSchedulerParametersFlags: reads(
    223,
    '0.9.2',
    { dom: domain, nparams: int, flags: uint },
    { params: typedParameters(bounds.domainSchedulerParameters) },
  ),
  DomainPinVcpuFlags: writes(225, '0.9.3', { dom: domain, vcpu: uint, cpumap: opaque(bounds.cpumap), flags: uint }, {}),
  DomainGetVcpuPinInfo: reads(
    230,
    '0.9.3',
    { dom: domain, ncpumaps: int, maplen: int, flags: uint },
    { cpumaps: opaque(bounds.cpumaps), num: int },
  ),
  DomainSetNumaParameters: writes(
    254,
    '0.9.9',
    { dom: domain, params: typedParameters(bounds.domainNumaParameters), flags: uint },
    {},
  ),
  DomainGetNumaParameters: reads(
    255,
    '0.9.9',
    { dom: domain, nparams: int, flags: uint },
    { params: typedParameters(bounds.domainNumaParameters), nparams: int },
  ),
  DomainSetInterfaceParameters: writes(
    256,
    '0.9.9',
    { dom: domain, device: string, params: typedParameters(bounds.domainInterfaceParameters), flags: uint },
    {},
    setInterfaceParameters,
  ),
  DomainGetInterfaceParameters: reads(
    257,
    '0.9.9',
    { dom: domain, device: string, nparams: int, flags: uint },
    { params: typedParameters(bounds.domainInterfaceParameters), nparams: int },
    getInterfaceParameters,
  ),
  DomainPinEmulator: writes(279, '0.10.0', { dom: domain, cpumap: opaque(bounds.cpumap), flags: uint }, {}),
  DomainGetEmulatorPinInfo: reads(
    280,
    '0.10.0',
    { dom: domain, maplen: int, flags: uint },
    { cpumaps: opaque(bounds.cpumaps), ret: int },
  ),
  DomainSetMemoryStatsPeriod: writes(308, '1.1.1', { dom: domain, period: int, flags: uint }, {}),
  DomainGetIOThreadInfo: reads(
    351,
    '1.2.14',
    { dom: domain, flags: uint },
    { info: array(ioThreadInfo, bounds.iothreadInfo), ret: uint },
  ),
  DomainPinIOThread: writes(
    352,
    '1.2.14',
    { dom: domain, iothreadsId: uint, cpumap: opaque(bounds.cpumap), flags: uint },
    {},
  ),
  DomainAddIOThread: writes(355, '1.2.15', { dom: domain, iothreadId: uint, flags: uint }, {}),
  DomainDelIOThread: writes(356, '1.2.15', { dom: domain, iothreadId: uint, flags: uint }, {}),
  DomainSetVcpu: writes(384, '3.1.0', { dom: domain, cpumap: string, state: int, flags: uint }, {}),
  DomainGetLaunchSecurityInfo: reads(
    396,
    '4.5.0',
    { dom: domain, flags: uint },
    { params: typedParameters(bounds.domainLaunchSecurityInfoParams) },
  ),
  DomainSetIOThreadParams: writes(
    402,
    '4.10.0',
    { dom: domain, iothreadId: uint, params: typedParameters(bounds.domainIothreadParams), flags: uint },
    {},
  ),
  DomainStartDirtyRateCalc: writes(427, '7.2.0', { dom: domain, seconds: int, flags: uint }, {}),
  DomainSetLaunchSecurityState: reads(
    439,
    '8.0.0',
    { dom: domain, params: typedParameters(bounds.domainLaunchSecurityStateParams), flags: uint },
    {},
  ),
} as const;
