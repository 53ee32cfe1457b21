import type { Services } from '../player/index.ts';
import { daemonHook, scanHooks } from './daemon-hooks.ts';
import { autostartNetworks } from './load-networks.ts';

/** SIGHUP: the hooks are looked up again, then the daemon's reload hook runs, then networks that are to run are started. */
export async function reload(services: Services): Promise<void> {
  await scanHooks(services);
  await daemonHook(services, 'daemon reload', services.stopping);
  await autostartNetworks(services);
  services.journal.write({ kind: 'daemon', what: 'reloaded' });
}
