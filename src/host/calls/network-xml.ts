import {
  formatNetworkXml,
  invalid,
  isNetworkActive,
  type Network,
  type NetworkDefinition,
  networkRefOf,
  parseNetworkXml,
  updated,
  usageOf,
  validateNetwork,
  withBridge,
} from '../../network/index.ts';
import { playNetwork, type Services } from '../../player/index.ts';
import type { ParamsOf } from '../../protocol/messages.ts';
import type { Handler } from '../context.ts';
import { networkFor, withNetwork } from '../with-network.ts';
import { startNetwork } from './network.ts';

/** A user's network, checked and with all that libvirt adds (networkValidate). */
function completeNetwork(services: Services, xml: string): NetworkDefinition {
  const { networks, random } = services;
  const parsed = parseNetworkXml(xml, { random });
  const { name, mode } = parsed;
  const definition = withBridge(parsed, { isTaken: (bridge) => networks.isBridgeTaken(bridge, name), random });
  validateNetwork(definition.tree, name, mode);
  return definition;
}

/** Keeps a definition for later starts; an active network goes on with the old one until it ends. */
export const define: Handler<'NetworkDefineXML'> = async (context, { xml }, api) => {
  const { networks, networkKeeper } = context.services;
  const definition = completeNetwork(context.services, xml);
  const known = networks.find(definition);
  const network = known ?? networks.add(definition);
  return withNetwork(context, network, api, async () => {
    network.persistent = definition;
    if (!isNetworkActive(network)) network.definition = definition;
    await networkKeeper.config(network).catch((error) => {
      if (!known) networks.remove(network);
      throw error;
    });
    networks.announce(network, 'Defined');
    return networkRefOf(network);
  });
};

/** Starts a network from XML that is not kept: a transient one, unless it is defined already. */
export const create: Handler<'NetworkCreateXML'> = async (context, { xml }, api) => {
  const { services } = context;
  const definition = completeNetwork(services, xml);
  const known = services.networks.find(definition);
  if (known && isNetworkActive(known)) throw invalid(`network is already active as '${definition.name}'`);
  const network = known ?? services.networks.add(definition);
  return withNetwork(context, network, api, async () => {
    network.definition = definition;
    await startNetwork(services, network).catch((error) => {
      if (network.persistent) network.definition = network.persistent;
      else services.networks.remove(network);
      throw error;
    });
    return networkRefOf(network);
  });
};

export const getXml: Handler<'NetworkGetXMLDesc'> = async (context, params, api) => {
  const network = networkFor(context, params);
  return withNetwork(context, network, api, async () => ({
    xml: params.inactive
      ? formatNetworkXml(network.persistent ?? network.definition)
      : formatNetworkXml(network.definition, { usage: usageOf(network) }),
  }));
};

/** Changes one part of a network, live, in its configuration, or both; the hook hears of it when it is done. */
export const update: Handler<'NetworkUpdate'> = async (context, params, api) => {
  const { services } = context;
  const network = networkFor(context, params);
  return withNetwork(context, network, api, async () => {
    const affects = affected(network, params);
    const change = (definition: NetworkDefinition) => updated(definition, params, services.random);
    // Both are made before either takes effect.
    const live = affects.live ? change(network.definition) : undefined;
    const config = affects.config ? change(network.persistent ?? network.definition) : undefined;
    const failure = await playNetwork(
      services,
      { network, update: () => apply(services, network, { live, config }) },
      'net update',
    );
    if (failure) throw failure;
    return {};
  });
};

/** What an update is for (virNetworkObjConfigChangeSetup). */
function affected(network: Network, { live = false, config = false }: ParamsOf<'NetworkUpdate'>) {
  const isActive = isNetworkActive(network);
  const affects = live || config ? { live, config } : { live: isActive, config: !isActive };
  if (affects.live && !isActive) throw invalid('network is not running');
  if (affects.config && !network.persistent) throw invalid('cannot change persistent config of a transient network');
  return affects;
}

interface Updated {
  readonly live: NetworkDefinition | undefined;
  readonly config: NetworkDefinition | undefined;
}

async function apply({ networkKeeper }: Services, network: Network, { live, config }: Updated): Promise<void> {
  if (config) {
    network.persistent = config;
    if (!isNetworkActive(network)) network.definition = config;
    await networkKeeper.config(network);
  }
  if (live) {
    network.definition = live;
    await networkKeeper.status(network);
  }
}
