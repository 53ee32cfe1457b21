import { join } from 'node:path';
import type { Store } from '../../store/store.ts';

/** Objects of one kind that a host knows, by their keys; those that are to last have a file each. */
export interface Kept<T> {
  all(): Promise<readonly T[]>;
  /** Keeps an object in place of the one with its key. */
  put(item: T): Promise<void>;
  remove(item: T): Promise<void>;
}

export interface Keeping<T> {
  readonly store: Store;
  readonly directory: string;
  readonly keyOf: (item: T) => string;
  /** Name of the object's file without `.xml`; undefined for one that ends with the daemon. */
  readonly fileOf: (item: T) => string | undefined;
  readonly format: (item: T) => string;
  /** What a file says. A file that cannot be read is passed over, as libvirt does at its start. */
  readonly parse: (xml: string) => T;
}

export function createKept<T>({ store, directory, keyOf, fileOf, format, parse }: Keeping<T>): Kept<T> {
  const known = new Map<string, T>();
  let loading: Promise<void> | undefined;
  const pathOf = (item: T) => {
    const file = fileOf(item);
    return file === undefined ? undefined : join(directory, `${file}.xml`);
  };

  async function load() {
    for (const name of await store.list(directory)) {
      if (!name.endsWith('.xml')) continue;
      const item = readable(parse, await store.read(join(directory, name)));
      if (item) known.set(keyOf(item), item);
    }
  }
  async function all() {
    loading ??= load();
    await loading;
    return [...known.values()];
  }
  return {
    all,
    async put(item) {
      await all();
      const path = pathOf(item);
      if (path !== undefined) await store.write(path, format(item));
      known.set(keyOf(item), item);
    },
    async remove(item) {
      const path = pathOf(item);
      if (path !== undefined) await store.remove(path);
      known.delete(keyOf(item));
    },
  };
}

function readable<T>(parse: (xml: string) => T, content: Uint8Array | undefined): T | undefined {
  try {
    return content && parse(Buffer.from(content).toString());
  } catch {
    return undefined;
  }
}
