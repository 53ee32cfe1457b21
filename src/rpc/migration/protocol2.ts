import { parseDomainXml } from '../../domain/definition/index.ts';
import { formatCookie } from '../../protocol/cookie.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { Call } from '../server/call.ts';
import { asDomain, who } from '../server/guests.ts';
import type { DomainValue } from '../types/common.ts';
import { cookieBytes, cookieText } from './cookies.ts';
import { flagsOf } from './flags.ts';
import { prepare } from './phases.ts';
import { type Legacy, parametersFrom } from './without-parameters.ts';

/**
 * Protocol 2: Prepare, Perform and Finish. There is no Begin: the client reads the guest's XML itself, and the source
 * begins in Perform. Its cookie is the destination's alone.
 */

interface Asked {
  readonly uriIn?: string | null;
  readonly flags: bigint;
  readonly dname: string | null;
  readonly resource: bigint;
  readonly domXml: string;
}

export async function prepare2(call: Call, { uriIn = null, flags, dname, resource, domXml }: Asked) {
  const { random, journal } = call.inside.services;
  const { name, uuid } = parseDomainXml(domXml, { driver: call.driver, random });
  const told: Legacy = { uri: uriIn, dname, xml: domXml, resource };
  const cookie = formatCookie({ name, uuid, hostName: '', hostUuid: undefined }, journal.known());
  const cookieIn = cookieBytes(cookie);
  const phase = { parameters: parametersFrom(told), cookieIn, flags: Number(flags) };
  const { cookieOut, uriOut } = await prepare(call, phase);
  return { cookie: cookieOut, uriOut };
}

interface Performed {
  readonly dom: DomainValue;
  readonly cookie: Uint8Array;
  readonly uri: string;
  readonly flags: bigint;
  readonly dname: string | null;
  readonly resource: bigint;
}

/** With the flag for it, the URI is that of another daemon, and this host conducts (qemuDomainMigratePerform). */
export async function perform2(call: Call, { dom, cookie, uri, flags: bits, dname, resource }: Performed) {
  const flags = flagsOf(Number(bits));
  const guest = who(call, dom);
  const named = dname === null ? {} : { dname };
  const toDaemon = flags.includes('p2p');
  const begun = toDaemon ? undefined : await call.ask('DomainMigrateBegin3Params', { ...guest, flags, ...named });
  await call.ask('DomainMigratePerform3Params', {
    ...{ ...guest, ...named, flags },
    cookie: cookieText(cookie) || (begun?.cookie ?? ''),
    ...(toDaemon ? { uri: '', dconnuri: uri } : { uri }),
    ...(resource > 0n && { bandwidth: Number(resource) }),
  });
  return {};
}

interface Finished {
  readonly dname: string;
  readonly cookie: Uint8Array;
  readonly flags: bigint;
  readonly retcode: number;
}

export async function finish2(call: Call, { dname, cookie, flags, retcode }: Finished) {
  const { domain } = await call.ask('DomainMigrateFinish3Params', {
    driver: call.driver,
    name: dname,
    cookie: cookieText(cookie),
    flags: flagsOf(Number(flags)),
    cancelled: retcode !== 0,
  });
  if (!domain) throw new LibvirtError('internal error', `migration of domain ${dname} was cancelled`, 'qemu');
  return { ddom: asDomain(domain) };
}
