import { mkdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Services } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { Store } from '../../store/index.ts';
import { refresh, systemError } from './directory.ts';
import { type Pool, parsePool, poolXml, storageError } from './pool.ts';

/** The storage pools of a host, kept where libvirt keeps them. */
export interface Pools {
  all(): Promise<readonly Pool[]>;
  /** @throws LibvirtError (no storage pool). */
  find(by: 'name' | 'uuid' | 'target path', key: string): Promise<Pool>;
  /** Keeps a pool, or another definition of one. */
  define(xml: string): Promise<Pool>;
  /** Makes and starts a pool that is not kept. */
  create(xml: string, options?: { readonly build: boolean }): Promise<Pool>;
  /** @throws LibvirtError when it is active, or its directory cannot be read. */
  start(pool: Pool): Promise<void>;
  stop(pool: Pool): Promise<void>;
  /** Whether the host's next life starts it. @throws LibvirtError for one that is not kept. */
  setAutostart(pool: Pool, autostart: boolean): Promise<void>;
  undefine(pool: Pool): Promise<void>;
  /** Makes the directory. */
  build(pool: Pool): Promise<void>;
  /** Removes the directory. @throws LibvirtError when it is active, or something is in it. */
  delete(pool: Pool): Promise<void>;
  /** Looks which files there are. @throws LibvirtError when it is not active, or its directory cannot be read. */
  refresh(pool: Pool): Promise<void>;
}

interface Means {
  readonly services: Pick<Services, 'paths' | 'random'>;
  readonly store: Store;
}

export function createPools({ services, store }: Means): Pools {
  const known = new Map<string, Pool>();
  const directory = join(services.paths.config, 'storage');
  let loaded: Promise<void> | undefined;
  const fileOf = ({ name }: Pool) => join(directory, `${name}.xml`);
  const markOf = ({ name }: Pool) => join(directory, 'autostart', `${name}.xml`);

  async function load() {
    const names = await store.list(directory);
    for (const name of names.filter((entry) => entry.endsWith('.xml'))) {
      const pool = parsePool(Buffer.from((await store.read(join(directory, name))) ?? '').toString(), services);
      const autostart = (await store.read(markOf(pool))) !== undefined;
      const active = autostart && (await stat(pool.path).catch(() => undefined))?.isDirectory() === true;
      const kept = { ...pool, persistent: true, autostart, active };
      if (active) await refresh(kept);
      known.set(pool.uuid, kept);
    }
  }
  async function all() {
    loaded ??= load();
    await loaded;
    return [...known.values()];
  }
  async function find(by: 'name' | 'uuid' | 'target path', key: string) {
    const field = by === 'target path' ? 'path' : by;
    const pool = (await all()).find((other) => other[field] === key);
    if (pool) return pool;
    throw new LibvirtError('no storage pool', `no storage pool with matching ${by} '${key}'`, 'storage');
  }
  /** The pool that the XML means, known already or not. @throws LibvirtError when its name or uuid is another's. */
  async function meant(xml: string): Promise<{ pool: Pool; before: Pool | undefined }> {
    const pool = parsePool(xml, services);
    const namesake = (await all()).find(({ name }) => name === pool.name);
    if (namesake && namesake.uuid !== pool.uuid)
      throw new LibvirtError(
        'operation failed',
        `pool '${pool.name}' already exists with uuid ${namesake.uuid}`,
        'storage',
      );
    const before = known.get(pool.uuid);
    if (before && before.name !== pool.name)
      throw new LibvirtError(
        'operation failed',
        `pool '${before.name}' is already defined with uuid ${pool.uuid}`,
        'storage',
      );
    return { pool, before };
  }
  async function start(pool: Pool) {
    if (pool.active) throw invalid(`storage pool '${pool.name}' is already active`);
    await refresh(pool);
    pool.active = true;
  }
  async function build({ path }: Pool) {
    await mkdir(path, { recursive: true, mode: 0o711 }).catch((error) => {
      throw systemError(`failed to create path '${path}'`, error);
    });
  }
  return {
    all,
    find,
    start,
    build,
    async define(xml) {
      const { pool, before } = await meant(xml);
      const kept = {
        ...pool,
        active: before?.active ?? false,
        autostart: before?.autostart ?? false,
        volumes: before?.volumes ?? [],
        persistent: true,
      };
      await store.write(fileOf(kept), poolXml(kept, { capacity: 0n, allocation: 0n, available: 0n }));
      known.set(kept.uuid, kept);
      return kept;
    },
    async create(xml, options) {
      const { pool, before } = await meant(xml);
      if (before?.active) throw invalid(`pool is already active as '${pool.name}'`);
      const made = before ?? pool;
      if (options?.build) await build(made);
      await start(made);
      known.set(made.uuid, made);
      return made;
    },
    async stop(pool) {
      if (!pool.active) throw notActive(pool);
      pool.active = false;
      if (!pool.persistent) known.delete(pool.uuid);
    },
    async setAutostart(pool, autostart) {
      if (!pool.persistent) throw storageError('pool has no config file');
      pool.autostart = autostart;
      if (!autostart) return store.remove(markOf(pool));
      await store.write(markOf(pool), (await store.read(fileOf(pool))) ?? '');
    },
    async undefine(pool) {
      if (pool.active) throw invalid(`storage pool '${pool.name}' is still active`);
      await store.remove(fileOf(pool));
      await store.remove(markOf(pool));
      known.delete(pool.uuid);
    },
    async delete(pool) {
      if (pool.active) throw invalid(`storage pool '${pool.name}' is still active`);
      await rmdir(pool.path).catch((error) => {
        throw systemError(`failed to remove pool '${pool.path}'`, error);
      });
    },
    async refresh(pool) {
      if (!pool.active) throw notActive(pool);
      await refresh(pool);
    },
  };
}

const invalid = (text: string) => new LibvirtError('operation invalid', text, 'storage');
export const notActive = ({ name }: Pool) => invalid(`storage pool '${name}' is not active`);
