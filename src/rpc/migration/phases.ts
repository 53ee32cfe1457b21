import { tunnelEnd } from '../../host/tunnel.ts';
import { markLogged } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { Call } from '../server/call.ts';
import { asDomain, has, who } from '../server/guests.ts';
import type { DomainValue } from '../types/common.ts';
import { cookieBytes, cookieText } from './cookies.ts';
import { flagsOf, knownFlags, postcopyResume } from './flags.ts';
import type { MigrationParameters } from './parameters.ts';
import { tunnelStream } from './tunnel-stream.ts';

/**
 * The phases of protocol 3 as a foreign conductor calls them, one at a time. Each is the host's own call of that name:
 * it plays its part of the score for this connection, whose close ends what libvirt ends.
 */

/** What each phase is given, with and without typed parameters. */
export interface Phase {
  readonly dom: DomainValue;
  readonly parameters: MigrationParameters;
  readonly cookieIn: Uint8Array;
  readonly flags: number;
}

export async function begin(call: Call, { dom, parameters, flags }: Omit<Phase, 'cookieIn'>) {
  refuseFlags(call, flags);
  refuseResume(call, dom, flags);
  const { dname, xml, migrateDisks } = parameters;
  const asked = {
    flags: flagsOf(flags),
    ...(dname !== undefined && { dname }),
    ...(xml !== undefined && { xml }),
    ...(migrateDisks !== undefined && { migrateDisks }),
  };
  const begun = await call.ask('DomainMigrateBegin3Params', { ...who(call, dom), ...asked });
  return { cookieOut: cookieBytes(begun.cookie), xml: begun.xml };
}

export async function prepare(call: Call, phase: Omit<Phase, 'dom'>) {
  const { cookieOut, uri } = await prepared(call, phase);
  return { cookieOut, uriOut: uri || unused(call) };
}

async function prepared(call: Call, { parameters, cookieIn, flags }: Omit<Phase, 'dom'>) {
  refuseFlags(call, flags);
  const { dname, xml, migrateUri, listenAddress, tuning } = parameters;
  if (xml === undefined) throw new LibvirtError('internal error', 'no domain XML passed', 'qemu');
  const { cookie, uri } = await call.ask('DomainMigratePrepare3Params', {
    driver: call.driver,
    xml,
    cookie: cookieText(cookieIn),
    flags: flagsOf(flags),
    ...(dname !== undefined && { dname }),
    ...(migrateUri !== undefined && { migrateUri }),
    ...(listenAddress !== undefined && { listenAddress }),
    ...tuning,
  });
  return { cookieOut: cookieBytes(cookie), uri };
}

/** The guest's state comes over the stream of this call, and goes on to where the guest waits. */
export async function prepareTunnel(call: Call, phase: Omit<Phase, 'dom'>) {
  const tunnel = tunnelStream();
  const stop = () => void tunnel.take(ending).catch(() => undefined);
  const stream = call.openStream({ data: tunnel.take, finished: stop, aborted: stop });
  tunnel.attach({ ...stream, finish: () => undefined });
  const { cookieOut, uri } = await prepared(call, phase);
  tunnelEnd(call.inside.transport, tunnel.stream).leadTo(uri);
  return { cookieOut };
}

/** A tunnel's last message: the other end is gone. */
const ending = new Uint8Array(4);

/** With the address of another daemon this host conducts the whole migration. */
export async function perform(call: Call, { dom, parameters, cookieIn, flags, dconnuri }: Phase & Destination) {
  refuseFlags(call, flags);
  refuseResume(call, dom, flags);
  const { dname, xml, persistentXml, migrateDisks, limits, migrateUri = '', listenAddress } = parameters;
  const { graphicsUri, tuning } = parameters;
  const { cookie } = await call.ask('DomainMigratePerform3Params', {
    ...who(call, dom),
    flags: flagsOf(flags),
    cookie: cookieText(cookieIn),
    uri: migrateUri,
    ...(dname !== undefined && { dname }),
    ...(xml !== undefined && dconnuri !== null && { xml }),
    ...(persistentXml !== undefined && { persistentXml }),
    ...(migrateDisks !== undefined && dconnuri !== null && { migrateDisks }),
    ...(dconnuri !== null && { dconnuri }),
    ...(listenAddress !== undefined && { listenAddress }),
    ...(graphicsUri !== undefined && { graphicsUri }),
    ...limits,
    ...tuning,
  });
  return { cookieOut: cookieBytes(cookie) };
}

interface Destination {
  readonly dconnuri: string | null;
}

/** A cancelled Finish has no guest to answer with, so it is told to have failed, with a number of its own. */
export async function finish(
  call: Call,
  { parameters, cookieIn, flags, cancelled }: Omit<Phase, 'dom'> & { readonly cancelled: number },
) {
  const { dname: name = '', persistentXml } = parameters;
  const { domain, cookie } = await call.ask('DomainMigrateFinish3Params', {
    driver: call.driver,
    name,
    cookie: cookieText(cookieIn),
    flags: flagsOf(flags),
    cancelled: cancelled !== 0,
    ...(persistentXml !== undefined && { persistentXml }),
  });
  if (!domain) throw markLogged(new LibvirtError('migrate finish ok', 'migration successfully aborted', 'qemu'));
  return { dom: asDomain(domain), cookieOut: cookieBytes(cookie) };
}

export async function confirm(
  call: Call,
  { dom, cookieIn, flags, cancelled }: Omit<Phase, 'parameters'> & { readonly cancelled: number },
) {
  await call.ask('DomainMigrateConfirm3Params', {
    ...who(call, dom),
    cookie: cookieText(cookieIn),
    flags: flagsOf(flags),
    cancelled: cancelled !== 0,
  });
  return {};
}

/** What both hosts refuse before anything happens (virCheckFlags). */
function refuseFlags({ driver, api }: Call, flags: number): void {
  const unknown = (flags & ~knownFlags) >>> 0;
  if (unknown !== 0)
    throw invalid(`unsupported flags (0x${unknown.toString(16)}) in function ${driver}${api.slice(3)}`);
  const words = flagsOf(flags);
  if (words.includes('tunnelled') && !words.includes('p2p'))
    throw invalid('cannot perform tunnelled migration without using peer2peer flag');
}

/** @throws LibvirtError for every guest: none has a post-copy migration that could go on (qemuMigrationAnyCanResume). */
function refuseResume({ inside, driver }: Call, { uuid, name }: DomainValue, flags: number): void {
  if (!has(flags, postcopyResume)) return;
  const domain = inside.services.registry.byUuid(driver, uuid);
  if (domain?.job?.operation !== 'Outgoing migration')
    throw new LibvirtError('operation invalid', `domain '${name}' is not being migrated`, 'qemu');
  const text = domain.job.postcopy?.()
    ? `post-copy migration of domain ${name} has not failed`
    : `migration of domain ${name} is not in post-copy phase`;
  throw new LibvirtError('operation invalid', text, 'qemu');
}

const invalid = (text: string) => new LibvirtError('invalid argument', text, 'qemu');

/** Without a running guest nobody waits anywhere; libvirt names a place all the same, and clients insist on one. */
const unused = ({ inside }: Call) => `tcp:${inside.services.address}:49152`;
