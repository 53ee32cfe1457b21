import { conduct, type MigrationRequest, remoteDestination, scoreOf } from '../../conductor/index.ts';
import { type Domain, refOf } from '../../domain/domain.ts';
import { isActive } from '../../domain/status.ts';
import { logError } from '../../player/index.ts';
import { errorDomains, LibvirtError } from '../../protocol/errors.ts';
import type { ParamsOf } from '../../protocol/messages.ts';
import { checkTuning, tuningOf } from '../../protocol/migration-tuning.ts';
import type { HostClient } from '../client.ts';
import { type Context, domainFor, type Handler, notRunning } from '../context.ts';
import { daemonConnection } from '../guest-exit.ts';
import { peerSide } from '../peer-side.ts';
import { type Tunnel, tunnelTo } from '../tunnel.ts';

export const begin: Handler<'DomainMigrateBegin3Params'> = ({ source, connection }, params) =>
  source(connection).begin(params);
export const prepare: Handler<'DomainMigratePrepare3Params'> = ({ destination, connection }, params) =>
  destination.side(connection).prepare(params);
export const finish: Handler<'DomainMigrateFinish3Params'> = ({ destination, connection }, params) =>
  destination.side(connection).finish(params);
export const confirm: Handler<'DomainMigrateConfirm3Params'> = ({ source, connection }, params) =>
  source(connection).confirm(params);

/** Moves the guest's state; with a destination's URL this host conducts the whole migration (peer-to-peer). */
export const perform: Handler<'DomainMigratePerform3Params'> = async (context, params) => {
  const { source, connection } = context;
  if (params.dconnuri === undefined) return source(connection).perform(params);
  await peerToPeer(context, params, params.dconnuri);
  return { cookie: '' };
};

async function peerToPeer(
  context: Context,
  params: ParamsOf<'DomainMigratePerform3Params'>,
  url: string,
): Promise<void> {
  const domain = domainFor(context, params);
  const { name } = domain.definition;
  refuseBeforeConnecting(context, domain, params);
  const peer = await reach(context, url);
  const lost = new AbortController();
  let done = false;
  peer.onClose((why) => {
    if (!done) sayLost(context, name, peer.host, why);
    lost.abort(new LibvirtError('internal error', 'client socket is closed', 'rpc'));
  });
  const tunnel = params.flags.includes('tunnelled') ? tunnelThrough(context, peer) : undefined;
  try {
    const request = requestOf(domain, params);
    const score = scoreOf(context.services.profile.release, request);
    // The source host itself conducts, so the client's connection has no part in it: p2p goes on without its client.
    const side = context.source({ ...daemonConnection, client: `the migration of ${name}` });
    const far = tunnel?.destination ?? remoteDestination(peer.call);
    const destination = peerSide({ services: context.services, domain, side: far });
    await conduct({ score, source: side, destination, request, lost: lost.signal });
    // It takes leave of a destination that has gone meanwhile (recordings 6k-A-stopped-p2p-B-*).
    if (lost.signal.aborted) logError(context.services, lost.signal.reason);
  } catch (error) {
    throw lastWord(context, error, lost.signal);
  } finally {
    done = true;
    await tunnel?.close();
    await peer.close();
  }
}

/** libvirt's RPC brings no guest's state here: between such hosts a tunnelled one goes its own way. */
function tunnelThrough({ transport, services }: Context, { call, stream }: HostClient): Tunnel | undefined {
  const { random, address, listenAddress: listen } = services;
  return stream && tunnelTo({ transport, random, listen, address, stream, destination: remoteDestination(call) });
}

function sayLost({ services: { journal } }: Context, domain: string, host: string, why: string): void {
  const text = `the connection to ${host}, where domain ${domain} was to go, was lost: ${why}`;
  journal.write({ kind: 'fault', fault: 'peer lost', domain, text });
}

/** Once the connection is lost, every later call on it says so; what broke it is in the log (recording 3j-*-p2p). */
function lastWord({ services }: Context, error: unknown, { aborted, reason }: AbortSignal): unknown {
  if (!aborted || !(error instanceof LibvirtError) || error.domain !== errorDomains.rpc) return error;
  logError(services, error);
  return reason;
}

/** What Begin would refuse is refused before the destination hears of it (recording 3b-shut-off-without-offline). */
function refuseBeforeConnecting(
  { services: { profile } }: Context,
  { driver, definition, status }: Domain,
  params: ParamsOf<'DomainMigratePerform3Params'>,
): void {
  const { flags } = params;
  if (driver !== 'qemu') throw new LibvirtError('no support', 'virDomainMigrate3');
  if (flags.includes('tunnelled') && !flags.includes('p2p'))
    throw new LibvirtError('invalid argument', 'cannot perform tunnelled migration without using peer2peer flag');
  checkTuning({ profile, party: 'source', flags, tuning: params });
  if (flags.includes('postcopy-resume'))
    throw new LibvirtError('operation invalid', `domain '${definition.name}' is not being migrated`, 'qemu');
  if (!flags.includes('offline') && !isActive(status)) throw notRunning();
}

async function reach({ connectTo, services }: Context, url: string): Promise<HostClient> {
  try {
    return await connectTo(url);
  } catch (error) {
    const { unreachableText } = services.profile;
    if (unreachableText === 'socket' || !(error instanceof LibvirtError && error.is('system error'))) throw error;
    const why = unreachableText === 'libvirt URI' ? '' : `: ${error.message}`;
    throw new LibvirtError('operation failed', `Failed to connect to remote libvirt URI ${url}${why}`, 'qemu');
  }
}

function requestOf(domain: Domain, params: ParamsOf<'DomainMigratePerform3Params'>): MigrationRequest {
  const { flags, dname, xml, persistentXml, migrateDisks, bandwidth, postcopyBandwidth } = params;
  const { uri, listenAddress, graphicsUri } = params;
  return {
    domain: refOf(domain),
    flags,
    dname,
    xml,
    persistentXml,
    bandwidth,
    postcopyBandwidth,
    graphicsUri,
    ...tuningOf(params),
    ...(uri !== '' && { migrateUri: uri }),
    listenAddress,
    migrateDisks,
    paused: domain.status.state === 'paused',
  };
}
