import type { Clock } from '../../clock/index.ts';
import type { HostClient } from '../../host/client.ts';
import { hostDefaults, type KeepaliveSettings } from '../../host/options.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { Caller } from '../../protocol/messages.ts';
import { tunnelStream } from '../migration/index.ts';
import { remoteRows } from '../procedures/index.ts';
import { feature } from '../server/features.ts';
import { type RpcCalls, rpcCalls } from './calls.ts';
import { dial } from './dial.ts';
import { hostCalls, leftToVirsh } from './host-calls.ts';
import { phasesOf2, phasesOf3 } from './phases.ts';
import { type LibvirtUri, libvirtUri } from './uri.ts';

export interface ConnectToLibvirt {
  readonly url: string;
  readonly clock: Clock;
  readonly keepalive?: KeepaliveSettings | undefined;
}

/**
 * Connects to a daemon by its libvirt URI; undefined for a URL that is no such URI. What the connection can do is what a
 * conductor asks of either host, and what virsh's main verbs do.
 * @throws LibvirtError when nobody answers, or the daemon cannot be migrated to.
 */
export async function connectToLibvirt(options: ConnectToLibvirt): Promise<HostClient | undefined> {
  const uri = libvirtUri(options.url);
  if (!uri) return undefined;
  const { clock, keepalive = hostDefaults.keepalive } = options;
  const rpc = rpcCalls({ stream: await dial(uri), clock, keepalive });
  try {
    return await openedAs(rpc, uri, options.url);
  } catch (error) {
    rpc.drop();
    throw error;
  }
}

async function openedAs(rpc: RpcCalls, { name, driver }: LibvirtUri, url: string): Promise<HostClient> {
  const { types } = await rpc.call(remoteRows.AuthList, {});
  if (!types.includes(0)) throw new LibvirtError('authentication failed', 'unsupported authentication type', 'remote');
  const has = async (wanted: number) =>
    (await rpc.call(remoteRows.ConnectSupportsFeature, { feature: wanted })).supported !== 0;
  if (await has(feature.keepalive)) rpc.keepalive();
  await rpc.call(remoteRows.ConnectOpen, { name, flags: 0 });
  if (driver === 'qemu' && !(await has(feature.migrationP2p))) throw noPeerToPeer();
  const tunnel = tunnelStream();
  const phases = (await has(feature.migrationParams)) ? phasesOf3(rpc, tunnel) : phasesOf2(rpc);
  const { hostname } = await rpc.call(remoteRows.ConnectGetHostname, {});
  const { libVer } = await rpc.call(remoteRows.ConnectGetLibVersion, {});
  const known = { ...hostCalls(rpc, driver), ...phases };
  const call: Caller = (wanted, params) => {
    const ask = known[wanted as keyof typeof known] as ((given: unknown) => Promise<never>) | undefined;
    return ask ? ask(params) : Promise.reject(leftToVirsh(wanted, url));
  };
  return {
    ...{ host: hostname, hostUuid: '', libvirt: release(libVer), call, stream: tunnel.stream },
    onEvent: () => undefined,
    onNotice: () => undefined,
    onClose: (handler) => rpc.onClose((reason) => handler(reason)),
    drop: rpc.drop,
    close: () => leave(rpc),
  };
}

/** Takes leave first, so that the other daemon does not take it for a crash. */
async function leave(rpc: RpcCalls): Promise<void> {
  await rpc.call(remoteRows.ConnectClose, {}).catch(() => undefined);
  rpc.close();
}

const noPeerToPeer = () =>
  new LibvirtError('operation failed', 'Destination libvirt does not support peer-to-peer migration protocol', 'qemu');

/** 9000000 is 9.0.0. */
const release = (number: bigint) => `${number / 1_000_000n}.${(number / 1000n) % 1000n}.${number % 1000n}`;
