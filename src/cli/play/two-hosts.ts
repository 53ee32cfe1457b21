import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '../../clock/index.ts';
import { type SpawnedHost, spawnHost } from '../../host/spawn.ts';

/** Two host processes that a command started, and ends. */
export interface TwoHosts {
  readonly source: SpawnedHost;
  readonly destination: SpawnedHost;
  /** Ends both with their shutdown hooks and removes what they kept; after a grace period they are killed. */
  stop(): Promise<void>;
}

export interface StartTwoHosts {
  readonly libvirt: string;
  readonly sourceHooks: string;
  readonly destinationHooks: string;
  /** Ends the hosts at once, with hooks that run. */
  readonly signal?: AbortSignal;
}

/** Starts `source` and `destination` as processes of their own, each with its hooks directory. */
export async function startTwoHosts({
  libvirt,
  sourceHooks,
  destinationHooks,
  signal,
}: StartTwoHosts): Promise<TwoHosts> {
  const folder = await mkdtemp(join(tmpdir(), 'hooklab-'));
  const start = (entry: 'source' | 'destination', hooks: string) =>
    spawnHost({
      clock: systemClock,
      entry,
      environment: process.env,
      options: ['--libvirt', libvirt, '--hooks', resolve(hooks), '--state', join(folder, entry)],
    });
  const started = await Promise.allSettled([start('source', sourceHooks), start('destination', destinationHooks)]);
  const running = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    await Promise.all(running.map((host) => host.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  const [source, destination] = running;
  if (!source || !destination) {
    await stop();
    throw started.find((result) => result.status === 'rejected')?.reason;
  }
  signal?.addEventListener('abort', () => void stop(), { once: true });
  return { source, destination, stop };
}
