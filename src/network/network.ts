import type { NetworkRef } from '../protocol/messages.ts';
import type { NetworkDefinition } from './definition.ts';
import type { Usage } from './format.ts';
import type { NetworkPort } from './port.ts';

/** Serves whoever works on the network, one at a time. */
export interface NetworkLock {
  acquire(api: string, signal?: AbortSignal): Promise<() => void>;
  /** The libvirt API that holds it now. */
  readonly holder: string | undefined;
}

/** What a network is doing; what exists only while it is active belongs to that state. */
export type NetworkStatus =
  | { readonly state: 'inactive' }
  | {
      readonly state: 'active';
      /** Guests' ports by uuid. */
      readonly ports: Map<string, NetworkPort>;
      /** Ports in use, and those in use by each of the host's own cards. */
      connections: number;
      readonly byDevice: Map<string, number>;
    };
export type ActiveNetwork = Extract<NetworkStatus, { state: 'active' }>;

/** One network of a host: what virNetworkObj holds. Whoever changes it holds its lock. */
export interface Network {
  readonly lock: NetworkLock;
  /** The active network's definition, or the persistent one while it is inactive. */
  definition: NetworkDefinition;
  /** What the next start uses; absent for a transient network. */
  persistent: NetworkDefinition | undefined;
  status: NetworkStatus;
  autostart: boolean;
  /** A hook had a say in it (hook-script); stays over restarts of the daemon while the network is active. */
  tainted: boolean;
}

export const newNetwork = (definition: NetworkDefinition, lock: NetworkLock): Network => ({
  lock,
  definition,
  persistent: undefined,
  status: { state: 'inactive' },
  autostart: false,
  tainted: false,
});

export const isNetworkActive = ({ status }: Network): boolean => status.state === 'active';

/** A network that has just become active: nobody uses it yet. */
export const active = (): ActiveNetwork => ({ state: 'active', ports: new Map(), connections: 0, byDevice: new Map() });

/** How much the network is used, for its XML; undefined while it is inactive. */
export const usageOf = ({ status }: Network): Usage | undefined => (status.state === 'active' ? status : undefined);

/** The network as libvirt hands it to clients. */
export const networkRefOf = ({ definition: { name, uuid } }: Network): NetworkRef => ({ name, uuid });
