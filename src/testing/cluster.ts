import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { relayedCausality } from '../host/client.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { newestRelease } from '../protocol/profiles/index.ts';
import { startAsProcess } from './as-process.ts';
import { type ClusterJournal, createClusterJournal } from './cluster-journal.ts';
import type { HostHandle } from './handles.ts';
import { createHostHandle } from './host-handle.ts';
import { startInProcess } from './in-process.ts';
import { createLives } from './lives.ts';
import type { DeadlockOptions } from './started-host.ts';

/** What a host of a cluster needs to be told. */
export interface ClusterHost {
  /** Hooks directory, relative to the working directory; without one the host has no hooks. */
  readonly hooks?: string;
}

export interface ClusterOptions<Name extends string> {
  /** libvirt release both hosts behave like; the newest profile unless given. */
  readonly libvirt?: string;
  readonly hosts: { readonly [N in Name]: ClusterHost };
  /** Runs each host as a Node process of its own; by default both run in this one, over the same protocol. */
  readonly processes?: boolean;
  /** Where the guests of host processes live: inside their host by default, or each in a process that ends with it. */
  readonly guests?: 'inline' | 'process';
  /** What happens to calls that wait for a hook; libvirt lets them hang. */
  readonly deadlock?: DeadlockOptions;
}

/** Hosts that can migrate guests to each other. Disposing of it ends them and removes what they kept. */
export type Cluster<Name extends string> = { readonly [N in Name]: HostHandle } & {
  readonly journal: ClusterJournal;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Starts the hosts of a cluster.
 * @throws LibvirtError when one cannot start; none is left running then.
 */
export async function startCluster<Name extends string>(options: ClusterOptions<Name>): Promise<Cluster<Name>> {
  const { libvirt = newestRelease, processes = false, guests = 'inline', deadlock = {} } = options;
  if (guests === 'process' && !processes)
    throw new LibvirtError('invalid argument', 'guests are processes only where hosts are: add processes: true');
  const folder = await mkdtemp(join(tmpdir(), 'hooklab-cluster-'));
  const disposers: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const dispose = async () => {
    for (let next = disposers.pop(); next; next = disposers.pop()) await next();
  };
  const journal = createClusterJournal();
  const causality = relayedCausality();
  const handles: Record<string, HostHandle> = {};
  try {
    const start = processes ? startAsProcess : startInProcess();
    for (const [name, host] of Object.entries<ClusterHost>(options.hosts)) {
      const lives = createLives(() => start({ name, folder, libvirt, guests, hooks: host.hooks, deadlock, causality }));
      disposers.push(lives.stop);
      await lives.start();
      journal.add(name, () => lives.now().client);
      handles[name] = createHostHandle({ name, lives, journal });
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return Object.assign(handles, { journal, [Symbol.asyncDispose]: dispose }) as Cluster<Name>;
}
