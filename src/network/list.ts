import { LibvirtError } from '../protocol/errors.ts';
import type { NetworkEventType } from '../protocol/vocabulary.ts';
import type { NetworkDefinition } from './definition.ts';
import { type Network, type NetworkLock, networkRefOf, newNetwork } from './network.ts';

/** Every network of a host, found by uuid or name (virNetworkObjList). */
export interface NetworkList {
  all(): readonly Network[];
  byUuid(uuid: string): Network | undefined;
  byName(name: string): Network | undefined;
  /**
   * The network that a definition belongs to, or undefined when it is new.
   * @throws LibvirtError (operation failed) when its name or uuid belongs to another network (virNetworkObjAssignDef).
   */
  find(definition: NetworkDefinition): Network | undefined;
  /** Adds a network that `find` did not know; it is inactive. */
  add(definition: NetworkDefinition): Network;
  remove(network: Network): void;
  /** Tells those who listen what became of a network. */
  announce(network: Network, event: NetworkEventType): void;
  /** Calls back with every such event until the function that it returns is called. */
  onEvent(handler: NetworkEventHandler): () => void;
  /** Whether a network of another name has that bridge, now or at its next start. */
  isBridgeTaken(bridge: string, name: string): boolean;
}

type NetworkEventHandler = (network: NetworkRef, event: NetworkEventType) => void;
type NetworkRef = ReturnType<typeof networkRefOf>;

export function createNetworkList({ createLock }: { readonly createLock: () => NetworkLock }): NetworkList {
  const networks = new Map<string, Network>();
  const handlers = new Set<NetworkEventHandler>();
  const all = () => [...networks.values()];
  const list: NetworkList = {
    all,
    byUuid: (uuid) => networks.get(uuid),
    byName: (name) => all().find(({ definition }) => definition.name === name),
    find({ name, uuid }) {
      const known = list.byUuid(uuid);
      if (known && known.definition.name !== name) throw alreadyDefined(known.definition);
      const namesake = list.byName(name);
      if (namesake && namesake !== known) throw alreadyExists(namesake.definition);
      return known;
    },
    add(definition) {
      const network = newNetwork(definition, createLock());
      networks.set(definition.uuid, network);
      return network;
    },
    remove: ({ definition }) => void networks.delete(definition.uuid),
    announce(network, event) {
      for (const handler of handlers) handler(networkRefOf(network), event);
    },
    onEvent(handler) {
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
    isBridgeTaken: (bridge, name) =>
      all().some(
        ({ definition, persistent }) =>
          definition.name !== name && [definition.bridge, persistent?.bridge].includes(bridge),
      ),
  };
  return list;
}

const alreadyDefined = ({ name, uuid }: NetworkDefinition) =>
  new LibvirtError('operation failed', `network '${name}' is already defined with uuid ${uuid}`, 'network');
const alreadyExists = ({ name, uuid }: NetworkDefinition) =>
  new LibvirtError('operation failed', `network '${name}' already exists with uuid ${uuid}`, 'network');
