import { invalid, isNetworkActive, type Network, networkRefOf, noNetwork, notActive } from '../../network/index.ts';
import { playNetwork, type Services } from '../../player/index.ts';
import type { CallName, ListedNetwork } from '../../protocol/messages.ts';
import type { Context, Handler } from '../context.ts';
import { networkFor, withNetwork } from '../with-network.ts';

/** Every network of the host; the lock of each is taken in turn, as with domains. */
export const list: Handler<'ConnectListAllNetworks'> = async (context, _params, api) => {
  const networks: ListedNetwork[] = [];
  for (const network of context.services.networks.all())
    networks.push(await withNetwork(context, network, api, async () => listed(network)));
  return { networks };
};

const listed = (network: Network): ListedNetwork => ({
  ...networkRefOf(network),
  active: isNetworkActive(network),
  persistent: network.persistent !== undefined,
  autostart: network.autostart,
});

/** A network by uuid or name. libvirt locks what it has found, so this waits for the network's running hook. */
export const lookup: Handler<'NetworkLookup'> = async (context, { key, by }, api) => {
  const { networks } = context.services;
  const byUuid = by === 'name' ? undefined : networks.byUuid(key.toLowerCase());
  const network = byUuid ?? (by === 'uuid' ? undefined : networks.byName(key));
  if (!network) throw noNetwork(`${by ?? 'name'} '${key}'`);
  return withNetwork(context, network, api, async () => networkRefOf(network));
};

export const getInfo: Handler<'NetworkGetInfo'> = async (context, params, api) => {
  const network = networkFor(context, params);
  return withNetwork(context, network, api, async () => {
    const { bridge } = network.definition;
    return { ...listed(network), ...(bridge !== undefined && { bridge }) };
  });
};

/** Makes the network active, with its hooks; a hook that refuses leaves it inactive. */
export const start: Handler<'NetworkCreate'> = (context, params, api) =>
  changing(context, params, api, async ({ services }, network) => startNetwork(services, network));

/** @throws LibvirtError when it is active already, or a hook refuses. The caller holds the network's lock. */
export async function startNetwork(services: Services, network: Network): Promise<void> {
  if (isNetworkActive(network)) throw invalid('network is already active');
  const failure = await playNetwork(services, { network }, 'net start');
  if (failure) throw failure;
  services.networks.announce(network, 'Started');
}

/** Ends the network, whoever is plugged into it. A transient one is forgotten. */
export const destroy: Handler<'NetworkDestroy'> = (context, params, api) =>
  changing(context, params, api, async ({ services }, network) => {
    if (!isNetworkActive(network)) throw notActive(network.definition.name);
    await playNetwork(services, { network }, 'net destroy');
    services.networks.announce(network, 'Stopped');
    if (!network.persistent) services.networks.remove(network);
  });

/** Forgets the definition. An active network goes on as a transient one. */
export const undefine: Handler<'NetworkUndefine'> = (context, params, api) =>
  changing(context, params, api, async ({ services }, network) => {
    if (!network.persistent) throw invalid("can't undefine transient network");
    network.persistent = undefined;
    network.autostart = false;
    await services.networkKeeper.config(network);
    await services.networkKeeper.autostart(network);
    if (!isNetworkActive(network)) services.networks.remove(network);
    services.networks.announce(network, 'Undefined');
  });

export const setAutostart: Handler<'NetworkSetAutostart'> = (context, params, api) =>
  changing(context, params, api, async ({ services }, network) => {
    if (!network.persistent) throw invalid('cannot set autostart for transient network');
    network.autostart = params.autostart;
    await services.networkKeeper.autostart(network);
  });

async function changing(
  context: Context,
  who: { readonly uuid: string },
  api: CallName,
  work: (context: Context, network: Network) => Promise<void>,
): Promise<Record<string, never>> {
  const network = networkFor(context, who);
  return withNetwork(context, network, api, async () => {
    await work(context, network);
    return {};
  });
}
