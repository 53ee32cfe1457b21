import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Hooks of every driver that keep what they read, and fail where they are told to. */
export interface RecordingHooks {
  readonly directory: string;
  /** What the last call of an operation read on stdin. */
  stdin(driver: string, operation: string): string;
  /** From now on the operation's call ends with 1 and "DRIVER says no" on stderr, or no longer does. */
  fail(driver: string, operation: string, fails?: boolean): void;
}

export function recordingHooks(drivers: readonly string[] = ['daemon', 'qemu', 'lxc', 'network']): RecordingHooks {
  const root = mkdtempSync(join(tmpdir(), 'hooklab-recording-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const directory = join(root, 'hooks');
  mkdirSync(directory);
  for (const driver of drivers) {
    const path = join(directory, driver);
    writeFileSync(
      path,
      `#!/bin/sh\ncat > "${root}/${driver}-$2"\n[ -e "${root}/no-${driver}-$2" ] || exit 0\necho "${driver} says no" >&2\nexit 1\n`,
    );
    chmodSync(path, 0o755);
  }
  return {
    directory,
    stdin: (driver, operation) => readFileSync(join(root, `${driver}-${operation}`), 'utf8'),
    fail(driver, operation, fails = true) {
      const marker = join(root, `no-${driver}-${operation}`);
      if (fails) writeFileSync(marker, '');
      else rmSync(marker);
    },
  };
}
