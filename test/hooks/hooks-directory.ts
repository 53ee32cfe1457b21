import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock/index.ts';
import { createHookCaller, createScriptRunner, type HookCall } from '../../src/hooks/index.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';

export const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/hooks/${name}`, import.meta.url));

/** An empty directory of the test's own. */
export function ownDirectory(): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'hooklab-hooks-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** A hooks directory whose entries are links to fixtures, or to other absolute paths. */
export function hooksDirectory(entries: Readonly<Record<string, string>>): string {
  const directory = ownDirectory();
  for (const [name, target] of Object.entries(entries)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    symlinkSync(target.startsWith('/') ? target : fixture(target), join(directory, name));
  }
  return directory;
}

/** A runner whose pipes are closed when the test ends. */
export function ownRunner() {
  const runner = createScriptRunner({ clock: systemClock });
  onTestFinished(() => runner.dispose());
  return runner;
}

export interface CallerOptions {
  readonly directory: string;
  readonly libvirt?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A caller as a host makes it, with the newest profile unless told otherwise. */
export function ownCaller({ directory, libvirt, environment = { PATH: '/usr/bin:/bin' } }: CallerOptions) {
  return createHookCaller({
    hooksDirectory: directory,
    profile: profileFor(libvirt),
    clock: systemClock,
    daemonEnvironment: environment,
    run: ownRunner().run,
  });
}

export const startCall: HookCall = {
  driver: 'qemu',
  object: 'g',
  operation: 'start',
  subOperation: 'begin',
  extra: '-',
  input: "<domain type='qemu'>\n  <name>g</name>\n</domain>\n",
};
export const migrateCall: HookCall = { ...startCall, operation: 'migrate', input: 'xml' };
