import type { Profile } from '../protocol/profiles/index.ts';

/** A script's whole environment; the order of the names is the order it is passed in. */
export type HookEnvironment = Readonly<Record<string, string>>;

/** Built from scratch (virCommandAddEnvPassCommon): the C locale, then a few names, only where the daemon has them. */
export function hookEnvironment(
  { environment }: Profile,
  daemon: Readonly<Record<string, string | undefined>>,
): HookEnvironment {
  const passed = environment.map((name) => [name, daemon[name]]).filter(([, value]) => value !== undefined);
  return Object.fromEntries([['LC_ALL', 'C'], ...passed]);
}
