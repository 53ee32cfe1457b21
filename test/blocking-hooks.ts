import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A hooks directory whose hook, qemu's unless told otherwise, stops at one operation until it is let go. */
export interface BlockingHooks {
  readonly directory: string;
  /** Resolves when the hook stands at the operation. */
  reached(): Promise<void>;
  letGo(): void;
  remove(): void;
}

/** The hook announces itself by a file and waits for another one, or for both to be removed, looking every few milliseconds. */
export function blockAt(operation: string, driver = 'qemu'): BlockingHooks {
  const root = mkdtempSync(join(tmpdir(), 'hooklab-block-'));
  const directory = join(root, 'hooks');
  mkdirSync(directory);
  const at = join(root, 'at');
  const go = join(root, 'go');
  writeFileSync(
    join(directory, driver),
    `#!/bin/sh\n[ "$2" = "${operation}" ] || exit 0\n[ -e "${go}" ] && exit 0\n: > "${at}"\nwhile [ -e "${at}" ] && [ ! -e "${go}" ]; do sleep 0.01; done\n`,
  );
  chmodSync(join(directory, driver), 0o755);
  return {
    directory,
    reached: () => appears(root, 'at'),
    letGo: () => writeFileSync(go, ''),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function appears(folder: string, name: string): Promise<void> {
  const { existsSync } = await import('node:fs');
  const watcher = watch(folder, { signal: AbortSignal.timeout(15_000) });
  if (existsSync(join(folder, name))) return;
  for await (const _ of watcher) if (existsSync(join(folder, name))) return;
}
