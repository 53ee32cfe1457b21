import { allocatePort, isNetworkActive, noPort, notActive, parsePortRequest } from '../../network/index.ts';
import { playNetwork } from '../../player/index.ts';
import type { Handler } from '../context.ts';
import { networkFor, withNetwork } from '../with-network.ts';

/** Makes a port by hand (networkPortCreateXML). @throws LibvirtError when a hook refuses it, or one of its uuid is there. */
export const create: Handler<'NetworkPortCreateXML'> = (context, params, api) => {
  const network = networkFor(context, params);
  return withNetwork(context, network, api, async () => {
    if (!isNetworkActive(network)) throw notActive(network.definition.name);
    const port = allocatePort(network, parsePortRequest(params.xml));
    const failure = await playNetwork(context.services, { network, port }, 'port create');
    if (failure) throw failure;
    return { uuid: port.uuid };
  });
};

/** Takes a port away, also one that a guest uses (networkPortDelete). @throws LibvirtError for one that is not there. */
export const remove: Handler<'NetworkPortDelete'> = (context, params, api) => {
  const network = networkFor(context, params);
  return withNetwork(context, network, api, async () => {
    if (network.status.state !== 'active') throw notActive(network.definition.name);
    const port = network.status.ports.get(params.port);
    if (!port) throw noPort(params.port);
    await playNetwork(context.services, { network, port }, 'port delete');
    return {};
  });
};
