import { LibvirtError } from '../../protocol/errors.ts';
import { byAgent, byAgentOfRunning, ofQemu, unnoticed } from '../server/agent.ts';
import type { Call } from '../server/call.ts';
import { infoOf, refuseInactive } from '../server/guests.ts';
import { bounds } from '../types/bounds.ts';
import type { DomainValue } from '../types/common.ts';
import { domain, optionalString, string } from '../types/common.ts';
import { domainInterface, fsInfo } from '../types/records.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, hyper, int, uhyper, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** What is done inside a guest, by its agent or its keyboard. */
export const guestsRows = {
  DomainInjectNMI: writes(210, '0.9.2', { dom: domain, flags: uint }, {}, unnoticed),
  DomainSendKey: writes(
    226,
    '0.9.3',
    { dom: domain, codeset: uint, holdtime: uint, keycodes: array(uint, bounds.domainSendKey), flags: uint },
    {},
    unnoticed,
  ),
  DomainPMSuspendForDuration: writes(
    261,
    '0.9.10',
    { dom: domain, target: uint, duration: uhyper, flags: uint },
    {},
    suspendForDuration,
  ),
  DomainPMWakeup: writes(267, '0.9.11', { dom: domain, flags: uint }, {}, wakeUp),
  DomainGetHostname: writes(277, '0.10.0', { dom: domain, flags: uint }, { hostname: string }, hostname),
  DomainFSTrim: writes(
    294,
    '1.0.1',
    { dom: domain, mountPoint: optionalString, minimum: uhyper, flags: uint },
    {},
    byAgent,
  ),
  DomainSendProcessSignal: writes(295, '1.0.1', { dom: domain, pidValue: hyper, signum: uint, flags: uint }, {}),
  DomainFSFreeze: writes(
    335,
    '1.2.5',
    { dom: domain, mountpoints: array(string, bounds.domainFsfreezeMountpoints), flags: uint },
    { filesystems: int },
    byAgentOfRunning,
  ),
  DomainFSThaw: writes(
    336,
    '1.2.5',
    { dom: domain, mountpoints: array(string, bounds.domainFsfreezeMountpoints), flags: uint },
    { filesystems: int },
    byAgentOfRunning,
  ),
  DomainGetTime: writes(
    337,
    '1.2.5',
    { dom: domain, flags: uint },
    { seconds: hyper, nseconds: uint },
    byAgentOfRunning,
  ),
  DomainSetTime: writes(338, '1.2.5', { dom: domain, seconds: hyper, nseconds: uint, flags: uint }, {}, setTime),
  DomainGetFSInfo: writes(
    349,
    '1.2.11',
    { dom: domain, flags: uint },
    { info: array(fsInfo, bounds.domainFsinfo), ret: uint },
    byAgentOfRunning,
  ),
  DomainInterfaceAddresses: reads(
    353,
    '1.2.14',
    { dom: domain, source: uint, flags: uint },
    { ifaces: array(domainInterface, bounds.domainInterface) },
    async (call, { dom, source }) => {
      if (source === addressesOf.agent) return byAgentOfRunning(call, { dom });
      await refuseInactive(call, dom);
      if (source > addressesOf.arp)
        throw new LibvirtError('argument unsupported', `Unknown IP address data source ${source}`, call.driver);
      return { ifaces: [] };
    },
  ),
  DomainSetUserPassword: writes(
    357,
    '1.2.16',
    { dom: domain, user: optionalString, password: optionalString, flags: uint },
    {},
    byAgentOfRunning,
  ),
  DomainGetGuestVcpus: writes(
    371,
    '2.0.0',
    { dom: domain, flags: uint },
    { params: typedParameters(bounds.domainGuestVcpuParams) },
    byAgent,
  ),
  DomainSetGuestVcpus: writes(372, '2.0.0', { dom: domain, cpumap: string, state: int, flags: uint }, {}, byAgent),
  DomainGetGuestInfo: reads(
    418,
    '5.7.0',
    { dom: domain, types: uint, flags: uint },
    { params: typedParameters(bounds.domainGuestInfoParams) },
    byAgent,
  ),
  DomainAgentSetResponseTimeout: writes(
    420,
    '5.10.0',
    { dom: domain, timeout: int, flags: uint },
    { result: int },
    setAgentTimeout,
  ),
  DomainAuthorizedSSHKeysGet: writes(
    424,
    '6.10.0',
    { dom: domain, user: string, flags: uint },
    { keys: array(string, bounds.domainAuthorizedSshKeys) },
    byAgent,
  ),
  DomainAuthorizedSSHKeysSet: writes(
    425,
    '6.10.0',
    { dom: domain, user: string, keys: array(string, bounds.domainAuthorizedSshKeys), flags: uint },
    {},
    byAgent,
  ),
} as const;

/** virDomainInterfaceAddressesSource; leases, and what the host's own tables know, are none. */
const addressesOf = { agent: 1, arp: 2 } as const;

interface OfGuest {
  readonly dom: DomainValue;
}

/** VIR_NODE_SUSPEND_TARGET_HYBRID, the last of them. */
const lastSuspendTarget = 2;
/** VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK. */
const leastTimeout = -2;

/** QEMU would set a clock that the guest reads, and says so only while it runs. */
async function setTime(call: Call, given: OfGuest): Promise<never> {
  ofQemu(call);
  const { id } = await infoOf(call, given.dom);
  if (id === null)
    throw new LibvirtError(
      'operation unsupported',
      "cannot set time: qemu doesn't support rtc-reset-reinjection command",
      call.driver,
    );
  return byAgent(call, given);
}

async function suspendForDuration(call: Call, given: OfGuest & { readonly target: number }): Promise<never> {
  ofQemu(call);
  if (given.target > lastSuspendTarget)
    throw new LibvirtError(
      'invalid argument',
      `invalid argument: Unknown suspend target: ${given.target}`,
      call.driver,
    );
  return byAgent(call, given);
}

async function wakeUp(call: Call, { dom }: OfGuest): Promise<never> {
  ofQemu(call);
  await refuseInactive(call, dom);
  const said = "unable to execute QEMU command 'system_wakeup': Unable to wake up: guest is not in suspended state";
  throw new LibvirtError('internal error', said, call.driver);
}

/** How long libvirt would wait for an agent, were there one. */
async function setAgentTimeout(call: Call, { dom, timeout }: OfGuest & { readonly timeout: number }) {
  ofQemu(call);
  if (timeout < leastTimeout)
    throw new LibvirtError(
      'invalid argument',
      `invalid argument: guest agent timeout '${timeout}' is less than the minimum '${leastTimeout}'`,
      call.driver,
    );
  await infoOf(call, dom);
  return { result: 0 };
}

/** VIR_DOMAIN_GET_HOSTNAME_LEASE: no guest of hooklab's has asked for an address. */
const byLease = 1;

async function hostname(call: Call, given: OfGuest & { readonly flags: number }): Promise<never> {
  if ((given.flags & byLease) === 0) return byAgentOfRunning(call, given);
  await refuseInactive(call, given.dom);
  throw new LibvirtError('no hostname', `no hostname found for domain ${given.dom.name}`, call.driver);
}
