import { join } from 'node:path';
import type { LogEntry } from '../journal/entry.ts';
import type { Profile } from '../protocol/profiles/index.ts';
import { errorCode, strerror } from '../protocol/system-errors.ts';
import { type HookDriver, hookDrivers } from '../protocol/vocabulary.ts';
import { examineQuietly, type HookFiles, isScript } from './files.ts';

/** A line for libvirt's log: `text` is what follows the level. */
export type LogLine = Pick<LogEntry, 'level' | 'text'>;

export interface ScanOptions {
  readonly hooksDirectory: string;
  readonly profile: Profile;
  readonly files: HookFiles;
}

export interface Scan {
  /** Drivers that have a hook; calls of the others run nothing until the next scan. */
  readonly found: ReadonlySet<HookDriver>;
  readonly logs: readonly LogLine[];
}

/**
 * Looks which drivers have a hook (virHookInitialize, libvirt-facts.md B1). A missing directory is no hooks; one that
 * cannot be searched is no hooks and one warning, where libvirt says nothing.
 */
export async function scanHooks(options: ScanOptions): Promise<Scan> {
  const found = new Set<HookDriver>();
  const logs: LogLine[] = [];
  const trouble = await troubleWith(options);
  if (trouble) return { found, logs: [trouble] };
  for (const driver of hookDrivers.filter((name) => options.profile.operations[name].length > 0)) {
    if (await hasHook(options, join(options.hooksDirectory, driver), logs)) found.add(driver);
  }
  return { found, logs };
}

async function troubleWith({ hooksDirectory, files }: ScanOptions): Promise<LogLine | undefined> {
  try {
    await files.examine(`${hooksDirectory}/.`);
    return undefined;
  } catch (error) {
    return cannotOpen(hooksDirectory, error);
  }
}

// The line numbers are those of 9.0.0, where they were recorded.
const says = {
  missing: (path: string): LogLine => ({ level: 'debug', text: `virHookCheck:159 : No hook script ${path}` }),
  unusable: (path: string, words: string): LogLine => ({
    level: 'warning',
    text: `virHookCheck:161 : ${words} ${path}`,
  }),
  found: (path: string): LogLine => ({ level: 'debug', text: `virHookCheck:163 : Found hook script ${path}` }),
  noDirectory: (path: string): LogLine => ({
    level: 'debug',
    text: `virHookCheck:170 : Hook dir ${path} is not accessible`,
  }),
  foundInDirectory: (path: string): LogLine => ({
    level: 'debug',
    text: `virHookCheck:191 : Found hook script ${path}`,
  }),
};

async function hasHook(options: ScanOptions, path: string, logs: LogLine[]): Promise<boolean> {
  const { profile, files } = options;
  const file = await examineQuietly(files, path);
  if (isScript(profile, file)) {
    logs.push(says.found(path));
    return true;
  }
  logs.push(file ? says.unusable(path, profile.nonExecutableWarning) : says.missing(path));
  return profile.directories && hasDirectory(options, `${path}.d`, logs);
}

async function hasDirectory(options: ScanOptions, directory: string, logs: LogLine[]): Promise<boolean> {
  const there = await examineQuietly(options.files, directory);
  if (there?.kind !== 'directory') {
    logs.push(says.noDirectory(directory));
    return false;
  }
  try {
    return await anyScript(options, directory, logs);
  } catch (error) {
    logs.push(cannotOpen(directory, error));
    return false;
  }
}

/** Stops at the first script; every other entry before it is warned of, sub-directories too. */
async function anyScript({ profile, files }: ScanOptions, directory: string, logs: LogLine[]): Promise<boolean> {
  for (const name of await files.list(directory)) {
    const path = join(directory, name);
    if (isScript(profile, await examineQuietly(files, path))) {
      logs.push(says.foundInDirectory(path));
      return true;
    }
    logs.push(says.unusable(path, profile.nonExecutableWarning));
  }
  return false;
}

function cannotOpen(directory: string, error: unknown): LogLine {
  const code = errorCode(error) ?? String(error);
  const why = strerror(code) ?? code;
  return {
    level: 'warning',
    text: `virHookCheck : cannot open directory '${directory}': ${why}; hooks in it are not used`,
  };
}
