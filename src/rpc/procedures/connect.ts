import { bounds } from '../types/bounds.ts';
import { optionalString, string } from '../types/common.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, int, uhyper, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** The connection itself, and what the host says of itself. */
export const connectRows = {
  ConnectOpen: reads(1, '0.0.3', { name: optionalString, flags: uint }, {}),
  ConnectClose: reads(2, '0.0.3', {}, {}),
  ConnectGetType: reads(3, '0.0.3', {}, { type: string }),
  ConnectGetVersion: reads(4, '0.0.3', {}, { hvVer: uhyper }),
  ConnectGetMaxVcpus: reads(5, '0.2.1', { type: optionalString }, { maxVcpus: int }),
  ConnectGetCapabilities: reads(7, '0.2.1', {}, { capabilities: string }),
  ConnectGetHostname: reads(59, '0.3.0', {}, { hostname: string }),
  ConnectSupportsFeature: reads(60, '0.3.2', { feature: int }, { supported: int }),
  ConnectGetURI: reads(110, '0.3.0', {}, { uri: string }),
  ConnectIsSecure: reads(149, '0.7.3', {}, { secure: int }),
  ConnectGetLibVersion: reads(157, '0.7.3', {}, { libVer: uhyper }),
  ConnectCompareCPU: reads(158, '0.7.5', { xml: string, flags: uint }, { result: int }),
  ConnectBaselineCPU: reads(162, '0.7.7', { xmlCpus: array(string, bounds.cpuBaseline), flags: uint }, { cpu: string }),
  ConnectGetSysinfo: reads(203, '0.8.8', { flags: uint }, { sysinfo: string }),
  ConnectGetCPUModelNames: reads(
    312,
    '1.1.3',
    { arch: string, needResults: int, flags: uint },
    { models: array(string, bounds.connectCpuModels), ret: int },
  ),
  ConnectGetDomainCapabilities: writes(
    342,
    '1.2.7',
    {
      emulatorbin: optionalString,
      arch: optionalString,
      machine: optionalString,
      virttype: optionalString,
      flags: uint,
    },
    { capabilities: string },
  ),
  ConnectCompareHypervisorCPU: writes(
    393,
    '4.4.0',
    {
      emulator: optionalString,
      arch: optionalString,
      machine: optionalString,
      virttype: optionalString,
      xmlCpu: string,
      flags: uint,
    },
    { result: int },
  ),
  ConnectBaselineHypervisorCPU: writes(
    394,
    '4.4.0',
    {
      emulator: optionalString,
      arch: optionalString,
      machine: optionalString,
      virttype: optionalString,
      xmlCpus: array(string, bounds.cpuBaseline),
      flags: uint,
    },
    { cpu: string },
  ),
  ConnectSetIdentity: reads(419, '5.8.0', { params: typedParameters(bounds.connectIdentityParams), flags: uint }, {}),
} as const;
