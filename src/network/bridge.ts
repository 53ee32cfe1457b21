import type { Random } from '../clock/random.ts';
import { withAttributes, withChild } from '../xml/edit.ts';
import { attribute, find } from '../xml/read.ts';
import { isVirtual, type NetworkDefinition } from './definition.ts';
import { randomBridgeMac } from './identity.ts';
import { internal } from './refuse.ts';

/** Highest number in a bridge's name; MAX_BRIDGE_ID. */
const highestBridge = 256;

export interface BridgeOptions {
  /** Whether another network has a bridge of that name. */
  readonly isTaken: (bridge: string) => boolean;
  readonly random: Random;
}

/**
 * The network with a bridge that has a name and an address, where libvirt makes the bridge (networkBridgeNameValidate,
 * virNetworkSetBridgeMacAddr): `virbr0` or the next free one, or after the user's own template with `%d`.
 * @throws LibvirtError (internal error) for a name that another network has.
 */
export function withBridge(definition: NetworkDefinition, options: BridgeOptions): NetworkDefinition {
  if (!isVirtual(definition.mode)) return definition;
  const bridge = bridgeName(definition, options);
  const named = withChild(definition.tree, 'bridge', (it) => withAttributes(it, { name: bridge }));
  const address = attribute(find(named, 'mac'), 'address') ?? randomBridgeMac(options.random);
  return { ...definition, bridge, tree: withChild(named, 'mac', (it) => withAttributes(it, { address })) };
}

function bridgeName({ bridge = 'virbr%d' }: NetworkDefinition, { isTaken }: BridgeOptions): string {
  if (!bridge.includes('%d')) {
    if (isTaken(bridge)) throw internal(`bridge name '${bridge}' already in use.`);
    return bridge;
  }
  for (let id = 0; id <= highestBridge; id++) {
    const name = bridge.replace('%d', String(id));
    if (!isTaken(name)) return name;
  }
  throw internal(`Bridge generation exceeded max id ${highestBridge}`);
}
