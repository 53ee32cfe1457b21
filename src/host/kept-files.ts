import { join } from 'node:path';
import type { Services } from '../player/index.ts';
import type { Store } from '../store/store.ts';

/** Where a daemon keeps one kind of thing, and libvirt's function that reads it, for the log. */
export interface KeptFiles {
  readonly store: Store;
  readonly directory: string;
  readonly reader: string;
}

/**
 * Reads each XML file of a directory. One that cannot be read or makes no sense is named in the log and left alone; the
 * others still count.
 */
export async function eachKept(
  services: Services,
  { store, directory, reader }: KeptFiles,
  use: (text: string, file: string) => Promise<void>,
): Promise<void> {
  for (const file of (await store.list(directory)).filter((name) => name.endsWith('.xml'))) {
    const path = join(directory, file);
    try {
      const content = await store.read(path);
      if (content) await use(Buffer.from(content).toString('utf8'), file);
    } catch (error) {
      const text = `${path} was left alone: ${error instanceof Error ? error.message : error}`;
      services.log({ level: 'error', text: `${reader} : ${text}` });
      services.journal.write({ kind: 'fault', fault: 'broken file', text });
    }
  }
}
