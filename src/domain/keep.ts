import { dirname } from 'node:path';
import { LibvirtError } from '../protocol/errors.ts';
import type { HostPaths } from '../protocol/paths.ts';
import { autostartPath, configPath, guestLogPath, managedSavePath, pidPath, statusPath } from '../protocol/paths.ts';
import type { Store } from '../store/store.ts';
import { configFile } from './definition/index.ts';
import type { Domain } from './domain.ts';
import { isActive } from './status.ts';
import { statusFile } from './status-file.ts';

/** Keeps what must survive the daemon: definitions, autostart marks, status of running guests, saved guests. */
export interface Keeper {
  /** Writes the persistent definition, or removes the file of a domain that has none. */
  config(domain: Domain): Promise<void>;
  /** Writes the status file of an active domain, or removes it. */
  status(domain: Domain): Promise<void>;
  /**
   * Notes that the guest's process is being ended: until its hooks have run, a new daemon finds it dead, or, where it was
   * destroyed by a call, cannot read what this says.
   */
  leaving(domain: Domain, how?: { readonly destroyed: boolean }): Promise<void>;
  /** Writes the file with the process id of a guest that came into being; `status` removes it with the rest. */
  pid(domain: Domain): Promise<void>;
  autostart(domain: Domain): Promise<void>;
  /** Where the domain's managed image is, or would be. */
  managedPath(domain: Domain): string;
  /** Puts a managed image in its place. */
  save(domain: Domain, image: Uint8Array): Promise<void>;
  /** @throws LibvirtError (system error) when no file can be made there. */
  checkRoom(path: string): Promise<void>;
  saved(path: string): Promise<Uint8Array | undefined>;
  replaceSaved(path: string, image: Uint8Array): Promise<void>;
  managed(domain: Domain): Promise<Uint8Array | undefined>;
  dropManaged(domain: Domain): Promise<void>;
  /** A line in the guest's own log (`qemu/NAME.log`). */
  guestLog(domain: Domain, line: string): Promise<void>;
}

export function createKeeper({ store, paths }: { store: Store; paths: HostPaths }): Keeper {
  const at = (domain: Domain, place: typeof configPath) => place(paths, domain.driver, domain.definition.name);
  return {
    config: (domain) =>
      domain.persistent
        ? store.write(at(domain, configPath), configFile(domain.persistent))
        : store.remove(at(domain, configPath)),
    async status(domain) {
      if (isActive(domain.status)) return store.write(at(domain, statusPath), statusFile(domain));
      await store.remove(at(domain, statusPath));
      await store.remove(at(domain, pidPath));
    },
    leaving: (domain, { destroyed = false } = { destroyed: false }) =>
      store.write(at(domain, statusPath), statusFile(domain, { leaving: true, destroyed })),
    async pid(domain) {
      if (isActive(domain.status)) await store.write(at(domain, pidPath), `${domain.status.guest?.pid ?? 0}\n`);
    },
    autostart: (domain) =>
      domain.autostart && domain.persistent
        ? store.write(at(domain, autostartPath), configFile(domain.persistent))
        : store.remove(at(domain, autostartPath)),
    managedPath: (domain) => at(domain, managedSavePath),
    save: (domain, image) => store.write(at(domain, managedSavePath), image),
    async checkRoom(path) {
      if (!(await store.hasDirectory(dirname(path)))) throw noRoom(path);
    },
    saved: (path) => store.read(path),
    replaceSaved: (path, image) => store.write(path, image),
    managed: (domain) => store.read(at(domain, managedSavePath)),
    dropManaged: (domain) => store.remove(at(domain, managedSavePath)),
    guestLog: (domain, line) => store.append(at(domain, guestLogPath), `${line}\n`),
  };
}

const noRoom = (path: string) =>
  new LibvirtError('system error', `Failed to create file '${path}': No such file or directory`, 'qemu');
