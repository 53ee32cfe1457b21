import { release } from 'node:os';
import { LibvirtError } from '../../protocol/errors.ts';
import { cpuModelsOf } from '../machine/cpu-models.ts';
import type { Call } from '../server/call.ts';
import { supports } from '../server/features.ts';
import { bounds } from '../types/bounds.ts';
import { optionalString, string } from '../types/common.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, int, uhyper, uint } from '../xdr/index.ts';
import { capabilitiesXml } from '../xml/capabilities.ts';
import { domainCapabilitiesXml } from '../xml/domain-capabilities.ts';
import { domainTypes, mostVcpus } from '../xml/machines.ts';
import { reads, writes } from './row.ts';

/** The connection itself, and what the host says of itself. */
export const connectRows = {
  ConnectOpen: reads(1, '0.0.3', { name: optionalString, flags: uint }, {}, async ({ session }, { name, flags }) => {
    session.open(name, flags);
    return {};
  }),
  ConnectClose: reads(2, '0.0.3', {}, {}, async ({ session }) => {
    session.close();
    return {};
  }),
  ConnectGetType: reads(3, '0.0.3', {}, { type: string }, async ({ driver }) => ({ type: driverTypes[driver] })),
  ConnectGetVersion: reads(4, '0.0.3', {}, { hvVer: uhyper }, async ({ driver }) => ({
    hvVer: hypervisorVersions[driver],
  })),
  ConnectGetMaxVcpus: reads(5, '0.2.1', { type: optionalString }, { maxVcpus: int }, async (call, { type }) => ({
    maxVcpus: mostVcpusOf(call, type),
  })),
  ConnectGetCapabilities: reads(7, '0.2.1', {}, { capabilities: string }, async (call) => ({
    capabilities: capabilitiesXml(call),
  })),
  ConnectGetHostname: reads(59, '0.3.0', {}, { hostname: string }, async ({ inside }) => ({
    hostname: inside.services.host,
  })),
  ConnectSupportsFeature: reads(60, '0.3.2', { feature: int }, { supported: int }, async (call, { feature }) => ({
    supported: supports(call, feature) ? 1 : 0,
  })),
  ConnectGetURI: reads(110, '0.3.0', {}, { uri: string }, async ({ session }) => ({ uri: session.opened.uri })),
  ConnectIsSecure: reads(149, '0.7.3', {}, { secure: int }, async () => ({ secure: 1 })),
  ConnectGetLibVersion: reads(157, '0.7.3', {}, { libVer: uhyper }, async ({ inside }) => ({
    libVer: versionNumber(inside.services.profile.release),
  })),
  ConnectCompareCPU: reads(158, '0.7.5', { xml: string, flags: uint }, { result: int }),
  ConnectBaselineCPU: reads(162, '0.7.7', { xmlCpus: array(string, bounds.cpuBaseline), flags: uint }, { cpu: string }),
  ConnectGetSysinfo: reads(203, '0.8.8', { flags: uint }, { sysinfo: string }, async ({ driver }) => {
    throw new LibvirtError('config unsupported', 'Host SMBIOS information is not available', driver);
  }),
  ConnectGetCPUModelNames: reads(
    312,
    '1.1.3',
    { arch: string, needResults: int, flags: uint },
    { models: array(string, bounds.connectCpuModels), ret: int },
    async (_call, { arch, needResults }) => {
      const models = cpuModelsOf(arch);
      return { models: needResults ? models : [], ret: models.length };
    },
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
    async (call, wanted) => ({ capabilities: domainCapabilitiesXml(call, wanted) }),
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
  ConnectSetIdentity: reads(
    419,
    '5.8.0',
    { params: typedParameters(bounds.connectIdentityParams), flags: uint },
    {},
    async () => ({}),
  ),
} as const;

/** @throws LibvirtError for a type of guest that is none of QEMU's (qemuConnectGetMaxVcpus); containers are not asked. */
function mostVcpusOf({ driver, api }: Call, type: string | null): number {
  if (driver !== 'qemu') throw new LibvirtError('no support', api, 'domain config');
  if (type === null || domainTypes.qemu.some((known) => known === type.toLowerCase())) return mostVcpus;
  throw new LibvirtError('invalid argument', `invalid argument: unknown type '${type}'`, 'qemu');
}

const driverTypes = { qemu: 'QEMU', lxc: 'LXC' } as const;
/** QEMU 7.2.22, whose machines hooklab's guests have, and this machine's kernel for containers (lxcConnectGetVersion). */
const hypervisorVersions = { qemu: versionNumber('7.2.22'), lxc: versionNumber(release().replace(/[^\d.].*/, '')) };
/** A release as virConnectGetLibVersion numbers it: 9.0.0 is 9000000. */
export function versionNumber(release: string): bigint {
  const [major = 0, minor = 0, micro = 0] = release.split('.').map(Number);
  return BigInt(major * 1_000_000 + minor * 1000 + micro);
}
