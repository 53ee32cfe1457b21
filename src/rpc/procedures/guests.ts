import { noAgent, refuseInactive } from '../server/guests.ts';
import { bounds } from '../types/bounds.ts';
import { domain, optionalString, string } from '../types/common.ts';
import { domainInterface, fsInfo } from '../types/records.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, hyper, int, uhyper, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** What is done inside a guest, by its agent or its keyboard. */
export const guestsRows = {
  DomainInjectNMI: writes(210, '0.9.2', { dom: domain, flags: uint }, {}),
  DomainSendKey: writes(
    226,
    '0.9.3',
    { dom: domain, codeset: uint, holdtime: uint, keycodes: array(uint, bounds.domainSendKey), flags: uint },
    {},
  ),
  DomainPMSuspendForDuration: writes(261, '0.9.10', { dom: domain, target: uint, duration: uhyper, flags: uint }, {}),
  DomainPMWakeup: writes(267, '0.9.11', { dom: domain, flags: uint }, {}),
  DomainGetHostname: writes(
    277,
    '0.10.0',
    { dom: domain, flags: uint },
    { hostname: string },
    async (call, { dom }) => {
      await refuseInactive(call, dom);
      throw noAgent(call);
    },
  ),
  DomainFSTrim: writes(294, '1.0.1', { dom: domain, mountPoint: optionalString, minimum: uhyper, flags: uint }, {}),
  DomainSendProcessSignal: writes(295, '1.0.1', { dom: domain, pidValue: hyper, signum: uint, flags: uint }, {}),
  DomainFSFreeze: writes(
    335,
    '1.2.5',
    { dom: domain, mountpoints: array(string, bounds.domainFsfreezeMountpoints), flags: uint },
    { filesystems: int },
  ),
  DomainFSThaw: writes(
    336,
    '1.2.5',
    { dom: domain, mountpoints: array(string, bounds.domainFsfreezeMountpoints), flags: uint },
    { filesystems: int },
  ),
  DomainGetTime: writes(337, '1.2.5', { dom: domain, flags: uint }, { seconds: hyper, nseconds: uint }),
  DomainSetTime: writes(338, '1.2.5', { dom: domain, seconds: hyper, nseconds: uint, flags: uint }, {}),
  DomainGetFSInfo: writes(
    349,
    '1.2.11',
    { dom: domain, flags: uint },
    { info: array(fsInfo, bounds.domainFsinfo), ret: uint },
  ),
  DomainInterfaceAddresses: reads(
    353,
    '1.2.14',
    { dom: domain, source: uint, flags: uint },
    { ifaces: array(domainInterface, bounds.domainInterface) },
    async (call, { dom, source }) => {
      await refuseInactive(call, dom);
      if (source === byAgent) throw noAgent(call);
      return { ifaces: [] };
    },
  ),
  DomainSetUserPassword: writes(
    357,
    '1.2.16',
    { dom: domain, user: optionalString, password: optionalString, flags: uint },
    {},
  ),
  DomainGetGuestVcpus: writes(
    371,
    '2.0.0',
    { dom: domain, flags: uint },
    { params: typedParameters(bounds.domainGuestVcpuParams) },
  ),
  DomainSetGuestVcpus: writes(372, '2.0.0', { dom: domain, cpumap: string, state: int, flags: uint }, {}),
  DomainGetGuestInfo: reads(
    418,
    '5.7.0',
    { dom: domain, types: uint, flags: uint },
    { params: typedParameters(bounds.domainGuestInfoParams) },
  ),
  DomainAgentSetResponseTimeout: writes(420, '5.10.0', { dom: domain, timeout: int, flags: uint }, { result: int }),
  DomainAuthorizedSSHKeysGet: writes(
    424,
    '6.10.0',
    { dom: domain, user: string, flags: uint },
    { keys: array(string, bounds.domainAuthorizedSshKeys) },
  ),
  DomainAuthorizedSSHKeysSet: writes(
    425,
    '6.10.0',
    { dom: domain, user: string, keys: array(string, bounds.domainAuthorizedSshKeys), flags: uint },
    {},
  ),
} as const;

/** VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT; the others know of leases, of which there are none. */
const byAgent = 1;
