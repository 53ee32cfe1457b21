import { sleep } from '../clock/index.ts';
import type { Journal } from '../journal/index.ts';
import type { Services } from '../player/index.ts';
import { mortalStore } from '../store/index.ts';
import { assemble } from './assemble.ts';
import { autostart } from './autostart.ts';
import { daemonHook, scanHooks } from './daemon-hooks.ts';
import { type Door, openAll } from './door.ts';
import { listen } from './listen.ts';
import { loadDomains } from './load.ts';
import { loadNetworks } from './load-networks.ts';
import type { HostOptions } from './options.ts';
import { serve } from './serve.ts';

/** A running host. */
export interface Host {
  readonly name: string;
  /** What clients connect to. */
  readonly url: string;
  readonly journal: Journal;
  /** As SIGHUP: the hooks are looked up again, then the daemon's reload hook runs. */
  reload(): Promise<void>;
  /**
   * As SIGTERM: calls that are under way have so many milliseconds to end with their hooks, none unless given; then those
   * hooks are ended, the daemon's shutdown hook runs, guests end with their host.
   */
  shutdown(options?: { readonly graceMs?: number }): Promise<void>;
  /** As kill -9, for tests in one process: nothing is said, no hook runs, guests die. */
  kill(): Promise<void>;
}

/**
 * Starts a host: the daemon's start hook first, before anybody can connect (libvirt-facts.md A1), then its domains,
 * then the listener and the other doors.
 * @throws LibvirtError when the address is taken or the state directory cannot be used.
 */
export async function startHost(given: HostOptions, doors: readonly Door[] = []): Promise<Host> {
  const stopping = new AbortController();
  const hooksEnd = new AbortController();
  const hooksNow = { signal: hooksEnd.signal };
  const store = mortalStore(given.store);
  const options = { ...given, store };
  const { services, serving, destination, log, unasked, underway } = await assemble(options, stopping.signal, hooksNow);
  const { journal } = services;
  journal.write({ kind: 'daemon', what: 'started' });
  await scanHooks(services);
  await daemonHook(services, 'daemon start', stopping.signal);
  await loadNetworks(services, options.store);
  await loadDomains(services, options.store);
  const listener = await listen(options, (link) => serve(serving, link));
  const front = await openAll(doors, serving).catch(async (error) => {
    await listener.close();
    throw error;
  });
  journal.write({ kind: 'daemon', what: 'ready', text: listener.url });
  const booting = autostart({ ...serving, destination }).finally(serving.gate.open);

  async function end(graceMs: number) {
    stopping.abort();
    const closed = Promise.all([front.close(), listener.close()]);
    if (graceMs > 0) await Promise.race([underway.done().then(unasked.done), sleep(services.clock, graceMs)]);
    hooksEnd.abort();
    // Guests that arrive for clients who are cut off now leave with their hooks (recording 3i-libvirtd-B-TERM-direct).
    const leaving = new AbortController();
    hooksNow.signal = leaving.signal;
    await closed;
    await booting;
    await unasked.done();
    leaving.abort();
  }
  return {
    name: options.name,
    url: listener.url,
    journal,
    reload: serving.reload,
    async shutdown({ graceMs = 0 } = {}) {
      journal.write({ kind: 'daemon', what: 'shutting down' });
      await end(graceMs);
      if (services.profile.rescansAtShutdown) await scanHooks(services);
      await daemonHook(services, 'daemon shutdown');
      journal.write({ kind: 'daemon', what: 'stopped' });
      if (!services.runner.outliveDaemon) await killGuests(services);
      await log.flushed();
      await journal.flushed();
    },
    async kill() {
      journal.seal();
      store.die();
      stopping.abort();
      hooksEnd.abort();
      if (!services.runner.outliveDaemon) await killGuests(services);
      await front.close();
      await listener.close();
    },
  };
}

/** Guests of this process end with it; their files stay, so that the next start finds them dead. */
async function killGuests({ registry }: Services): Promise<void> {
  for (const { status } of registry.all()) if (status.state !== 'shutoff') await status.guest?.kill();
}
