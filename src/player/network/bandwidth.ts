import { type Definition, devicesOf, find, macOf } from '../../domain/definition/index.ts';
import { checkFloor, type NetworkPort } from '../../network/index.ts';
import type { Services } from '../services.ts';

/**
 * The port of a running guest's card gets the card's new limits, as far as its network can promise them.
 * @throws LibvirtError where it cannot (networkUpdatePortBandwidth).
 */
export async function changePortBandwidth(
  { networks, networkKeeper }: Services,
  { tree, uuid }: Definition,
  mac: string,
): Promise<void> {
  const card = devicesOf(tree, 'interface').find((one) => macOf(one) === mac);
  const limits = find(card, 'bandwidth');
  for (const network of networks.all()) {
    if (network.status.state !== 'active') continue;
    const { ports } = network.status;
    const port = [...ports.values()].find((one) => one.owner.uuid === uuid && one.mac === mac);
    if (!port) continue;
    const others = port.settings.filter(({ name }) => name !== 'bandwidth');
    const changed: NetworkPort = { ...port, settings: limits ? [...others, limits] : others };
    checkFloor(network, changed);
    ports.set(port.uuid, changed);
    await networkKeeper.port(network, changed);
  }
}
