import { active, countPort, portExists } from '../../network/index.ts';
import type { NetworkChange } from '../../protocol/score.ts';
import type { Services } from '../services.ts';
import type { NetworkScene } from './scene.ts';

type Change = (services: Services, scene: NetworkScene) => Promise<void>;

/** Makes a change to a network or one of its ports; rejects with a LibvirtError when it cannot be made. */
export const changeNetwork = (services: Services, scene: NetworkScene, change: NetworkChange): Promise<void> =>
  changes[change](services, scene);

const count =
  (by: 1 | -1): Change =>
  async (_services, { network: { status }, port }) => {
    if (port && status.state === 'active') countPort(status, port, by);
  };

const changes: Readonly<Record<NetworkChange, Change>> = {
  // A network of hooklab's has no devices: what comes up and goes down is only its state.
  'bring up': async () => {},
  async activate({ networkKeeper }, { network }) {
    network.status = active();
    await networkKeeper.status(network);
  },
  'bring down': ({ networkKeeper }, { network }) => networkKeeper.dropStatus(network),
  async deactivate({ networkKeeper }, { network }) {
    const { status } = network;
    if (status.state === 'active')
      for (const port of status.ports.values()) await networkKeeper.dropPort(network, port);
    network.status = { state: 'inactive' };
    network.definition = network.persistent ?? network.definition;
  },
  update: async (_services, { update }) => update?.(),
  allocate: count(1),
  async keep({ networkKeeper }, { network, port }) {
    if (!port || network.status.state !== 'active') return;
    if (network.status.ports.has(port.uuid)) throw portExists(port.uuid);
    network.status.ports.set(port.uuid, port);
    await networkKeeper.port(network, port);
  },
  release: count(-1),
  async drop({ networkKeeper }, { network, port }) {
    if (!port || network.status.state !== 'active') return;
    network.status.ports.delete(port.uuid);
    await networkKeeper.dropPort(network, port);
  },
};
