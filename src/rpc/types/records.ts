import { array, characters, hyper, int, opaque, struct, uhyper, uint, type ValueOf } from '../xdr/index.ts';
import { bounds } from './bounds.ts';
import { domain, optionalString, string } from './common.ts';
import { typedParameters } from './typed-parameter.ts';

/** What lists of answers are made of. */

export const vcpuInfo = struct({ number: uint, state: int, cpuTime: uhyper, cpu: int });
export const memoryStat = struct({ tag: int, val: uhyper });
export const nodeStat = struct({ field: string, value: uhyper });
export const diskError = struct({ disk: string, error: int });
export const securityLabel = struct({ label: characters(bounds.securityLabel), enforcing: int });
export const ioThreadInfo = struct({ iothreadId: uint, cpumap: opaque(bounds.cpumap) });
export const fsInfo = struct({
  mountpoint: string,
  name: string,
  fstype: string,
  devAliases: array(string, bounds.domainFsinfoDisks),
});

export const domainStatsRecord = struct({ dom: domain, params: typedParameters(bounds.connectGetAllDomainStats) });
export type DomainStatsRecord = ValueOf<typeof domainStatsRecord>;

const ipAddress = struct({ type: int, addr: string, prefix: uint });
export const domainInterface = struct({
  name: string,
  hwaddr: optionalString,
  addrs: array(ipAddress, bounds.domainIpAddr),
});

export const dhcpLease = struct({
  iface: string,
  expirytime: hyper,
  type: int,
  mac: optionalString,
  iaid: optionalString,
  ipaddr: string,
  prefix: uint,
  hostname: optionalString,
  clientid: optionalString,
});
