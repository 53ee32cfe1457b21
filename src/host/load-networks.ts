import {
  active,
  isNetworkActive,
  type Network,
  parseNetworkXml,
  parsePort,
  readNetworkStatus,
  withBridge,
} from '../network/index.ts';
import { playNetwork, type Services } from '../player/index.ts';
import {
  networkAutostartDirectory,
  networkConfigDirectory,
  networkPortDirectory,
  networkStatusDirectory,
} from '../protocol/paths.ts';
import type { Store } from '../store/store.ts';
import { startNetwork } from './calls/network.ts';
import { eachKept } from './kept-files.ts';

const reader = 'virNetworkObjLoadAllConfigs';

/**
 * Brings back the networks of an earlier life of the daemon (networkStateInitialize): active ones are still active, and
 * the hook is called again for their ports; then those marked for it are started.
 */
export async function loadNetworks(services: Services, store: Store): Promise<void> {
  await loadActive(services, store);
  await loadDefinitions(services, store);
  if (services.profile.portsRenewedWith === 'network') await renewPorts(services);
  await autostartNetworks(services);
}

async function loadActive(services: Services, store: Store): Promise<void> {
  const { networks, paths, random } = services;
  await eachKept(services, { store, directory: networkStatusDirectory(paths), reader }, async (text) => {
    const kept = readNetworkStatus(text, random);
    if (!kept) throw new Error('it is no status file');
    const network = networks.add(kept.definition);
    Object.assign(network, { status: active(), tainted: kept.tainted });
    await loadPorts(services, store, network);
  });
}

async function loadPorts(services: Services, store: Store, { definition, status }: Network): Promise<void> {
  const directory = networkPortDirectory(services.paths, definition.name);
  await eachKept(services, { store, directory, reader }, async (text) => {
    const port = parsePort(text);
    if (!port) throw new Error('it is no network port');
    if (status.state === 'active') status.ports.set(port.uuid, port);
  });
}

async function loadDefinitions(services: Services, store: Store): Promise<void> {
  const { networks, networkKeeper, paths, random } = services;
  const marked = new Set(await store.list(networkAutostartDirectory(paths)));
  await eachKept(services, { store, directory: networkConfigDirectory(paths), reader }, async (text) => {
    const parsed = parseNetworkXml(text, { random });
    const definition = withBridge(parsed, {
      isTaken: (bridge) => networks.isBridgeTaken(bridge, parsed.name),
      random,
    });
    const network = networks.find(definition) ?? networks.add(definition);
    network.persistent = definition;
    network.autostart = marked.has(`${definition.name}.xml`);
    // A file written by hand lacks what is random; it must not be another the next time.
    if (!text.includes(definition.uuid)) await networkKeeper.config(network);
  });
}

/** A port whose hook refuses now stays: only the network's count of them is less (networkUpdateState). */
async function renewPorts(services: Services): Promise<void> {
  for (const network of services.networks.all())
    if (network.status.state === 'active')
      for (const port of network.status.ports.values()) await playNetwork(services, { network, port }, 'port renew');
}

/** Starts the networks marked for it that are not active; one that fails does not keep the others from it. */
export async function autostartNetworks(services: Services): Promise<void> {
  for (const network of services.networks.all().filter((network) => network.autostart && !isNetworkActive(network))) {
    const release = await network.lock.acquire('networkAutostartConfig');
    // Its hook's failure is in the log already, and libvirt says nothing more.
    await startNetwork(services, network)
      .catch(() => {})
      .finally(release);
  }
}
