import {
  type HostPaths,
  networkAutostartPath,
  networkConfigPath,
  networkPortPath,
  networkStatusPath,
} from '../protocol/paths.ts';
import type { Store } from '../store/store.ts';
import { networkConfigFile } from './config-file.ts';
import { isNetworkActive, type Network } from './network.ts';
import { formatPort, type NetworkPort } from './port.ts';
import { networkStatusFile } from './status-file.ts';

/** Keeps what must survive the daemon: definitions, autostart marks, active networks and their ports. */
export interface NetworkKeeper {
  /** Writes the persistent definition, or removes the file of a network that has none. */
  config(network: Network): Promise<void>;
  autostart(network: Network): Promise<void>;
  /** Writes the status file of an active network, or removes it. */
  status(network: Network): Promise<void>;
  /** Removes the status file of a network whose devices go down, though it is still active. */
  dropStatus(network: Network): Promise<void>;
  port(network: Network, port: NetworkPort): Promise<void>;
  dropPort(network: Network, port: NetworkPort): Promise<void>;
}

export function createNetworkKeeper({ store, paths }: { store: Store; paths: HostPaths }): NetworkKeeper {
  const nameOf = ({ definition }: Network) => definition.name;
  const statusPath = (network: Network) => networkStatusPath(paths, nameOf(network));
  const portPath = (network: Network, { uuid }: NetworkPort) => networkPortPath(paths, nameOf(network), uuid);
  const dropStatus = (network: Network) => store.remove(statusPath(network));
  return {
    dropStatus,
    config: (network) =>
      network.persistent
        ? store.write(networkConfigPath(paths, nameOf(network)), networkConfigFile(network.persistent))
        : store.remove(networkConfigPath(paths, nameOf(network))),
    autostart: (network) =>
      network.autostart && network.persistent
        ? store.write(networkAutostartPath(paths, nameOf(network)), networkConfigFile(network.persistent))
        : store.remove(networkAutostartPath(paths, nameOf(network))),
    status: (network) =>
      isNetworkActive(network) ? store.write(statusPath(network), networkStatusFile(network)) : dropStatus(network),
    port: (network, port) => store.write(portPath(network, port), formatPort(port)),
    dropPort: (network, port) => store.remove(portPath(network, port)),
  };
}
