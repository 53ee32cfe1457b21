import { ofQemu } from '../server/agent.ts';
import { getInterfaceParameters, setInterfaceParameters } from '../server/interface-parameters.ts';
import * as tune from '../server/tuning.ts';
import { bounds } from '../types/bounds.ts';
import { domain, string } from '../types/common.ts';
import { ioThreadInfo } from '../types/records.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, int, opaque, uhyper, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** How much of the machine a guest may use. */
export const tuningRows = {
  DomainPinVcpu: writes(26, '0.1.4', { dom: domain, vcpu: uint, cpumap: opaque(bounds.cpumap) }, {}, tune.pinVcpu),
  DomainSetMaxMemory: writes(30, '0.0.3', { dom: domain, memory: uhyper }, {}, tune.setMaxMemory),
  DomainSetMemory: writes(31, '0.1.1', { dom: domain, memory: uhyper }, {}, (call, given) =>
    tune.setMemory(call, given, live),
  ),
  DomainSetVcpus: writes(32, '0.1.4', { dom: domain, nvcpus: uint }, {}, (call, given) =>
    tune.setVcpusFlags(call, { ...given, flags: live }),
  ),
  DomainGetSchedulerType: reads(56, '0.2.3', { dom: domain }, { type: string, nparams: int }, tune.schedulerType),
  DomainGetSchedulerParameters: reads(
    57,
    '0.2.3',
    { dom: domain, nparams: int },
    { params: typedParameters(bounds.domainSchedulerParameters) },
    tune.getScheduler,
  ),
  DomainSetSchedulerParameters: writes(
    58,
    '0.2.3',
    { dom: domain, params: typedParameters(bounds.domainSchedulerParameters) },
    {},
    tune.setScheduler,
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
    tune.setMemoryParameters,
  ),
  DomainGetMemoryParameters: reads(
    198,
    '0.8.5',
    { dom: domain, nparams: int, flags: uint },
    { params: typedParameters(bounds.domainMemoryParameters), nparams: int },
    tune.getMemoryParameters,
  ),
  DomainSetVcpusFlags: writes(199, '0.8.5', { dom: domain, nvcpus: uint, flags: uint }, {}, tune.setVcpusFlags),
  DomainSetMemoryFlags: writes(204, '0.9.0', { dom: domain, memory: uhyper, flags: uint }, {}, (call, given) =>
    tune.setMemory(call, given, given.flags),
  ),
  DomainSetBlkioParameters: writes(
    205,
    '0.9.0',
    { dom: domain, params: typedParameters(bounds.domainBlkioParameters), flags: uint },
    {},
    tune.setBlkioParameters,
  ),
  DomainGetBlkioParameters: reads(
    206,
    '0.9.0',
    { dom: domain, nparams: int, flags: uint },
    { params: typedParameters(bounds.domainBlkioParameters), nparams: int },
    tune.getBlkioParameters,
  ),
  DomainSetSchedulerParametersFlags: writes(
    219,
    '0.9.2',
    { dom: domain, params: typedParameters(bounds.domainSchedulerParameters), flags: uint },
    {},
    tune.setScheduler,
  ),
  DomainGetSchedulerParametersFlags: reads(
    223,
    '0.9.2',
    { dom: domain, nparams: int, flags: uint },
    { params: typedParameters(bounds.domainSchedulerParameters) },
    tune.getScheduler,
  ),
  DomainPinVcpuFlags: writes(
    225,
    '0.9.3',
    { dom: domain, vcpu: uint, cpumap: opaque(bounds.cpumap), flags: uint },
    {},
    tune.pinVcpu,
  ),
  DomainGetVcpuPinInfo: reads(
    230,
    '0.9.3',
    { dom: domain, ncpumaps: int, maplen: int, flags: uint },
    { cpumaps: opaque(bounds.cpumaps), num: int },
    tune.vcpuPins,
  ),
  DomainSetNumaParameters: writes(
    254,
    '0.9.9',
    { dom: domain, params: typedParameters(bounds.domainNumaParameters), flags: uint },
    {},
    tune.setNumaParameters,
  ),
  DomainGetNumaParameters: reads(
    255,
    '0.9.9',
    { dom: domain, nparams: int, flags: uint },
    { params: typedParameters(bounds.domainNumaParameters), nparams: int },
    tune.getNumaParameters,
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
  DomainPinEmulator: writes(
    279,
    '0.10.0',
    { dom: domain, cpumap: opaque(bounds.cpumap), flags: uint },
    {},
    tune.pinEmulator,
  ),
  DomainGetEmulatorPinInfo: reads(
    280,
    '0.10.0',
    { dom: domain, maplen: int, flags: uint },
    { cpumaps: opaque(bounds.cpumaps), ret: int },
    tune.emulatorPin,
  ),
  DomainSetMemoryStatsPeriod: writes(308, '1.1.1', { dom: domain, period: int, flags: uint }, {}, tune.setStatsPeriod),
  DomainGetIOThreadInfo: reads(
    351,
    '1.2.14',
    { dom: domain, flags: uint },
    { info: array(ioThreadInfo, bounds.iothreadInfo), ret: uint },
    tune.iothreads,
  ),
  DomainPinIOThread: writes(
    352,
    '1.2.14',
    { dom: domain, iothreadsId: uint, cpumap: opaque(bounds.cpumap), flags: uint },
    {},
    tune.pinIothread,
  ),
  DomainAddIOThread: writes(355, '1.2.15', { dom: domain, iothreadId: uint, flags: uint }, {}, tune.addIothread),
  DomainDelIOThread: writes(356, '1.2.15', { dom: domain, iothreadId: uint, flags: uint }, {}, tune.removeIothread),
  DomainSetVcpu: writes(384, '3.1.0', { dom: domain, cpumap: string, state: int, flags: uint }, {}, tune.setVcpu),
  DomainGetLaunchSecurityInfo: reads(
    396,
    '4.5.0',
    { dom: domain, flags: uint },
    { params: typedParameters(bounds.domainLaunchSecurityInfoParams) },
    async (call) => {
      ofQemu(call);
      return { params: [] };
    },
  ),
  DomainSetIOThreadParams: writes(
    402,
    '4.10.0',
    { dom: domain, iothreadId: uint, params: typedParameters(bounds.domainIothreadParams), flags: uint },
    {},
    tune.setIothread,
  ),
  DomainStartDirtyRateCalc: writes(427, '7.2.0', { dom: domain, seconds: int, flags: uint }, {}, tune.startDirtyRate),
  DomainSetLaunchSecurityState: reads(
    439,
    '8.0.0',
    { dom: domain, params: typedParameters(bounds.domainLaunchSecurityStateParams), flags: uint },
    {},
    tune.setLaunchSecurity,
  ),
  DomainGetPerfEvents: reads(
    365,
    '1.3.3',
    { dom: domain, flags: uint },
    { params: typedParameters(bounds.domainPerfEvents) },
    tune.getPerfEvents,
  ),
  DomainSetPerfEvents: writes(
    366,
    '1.3.3',
    { dom: domain, params: typedParameters(bounds.domainPerfEvents), flags: uint },
    {},
    tune.setPerfEvents,
  ),
} as const;

/** VIR_DOMAIN_AFFECT_LIVE, which calls of old that know no flags mean. */
const live = 1;
