import type { Given } from './given.ts';
import { VirshError } from './virsh-error.ts';

/** Refuses options that may not stand together (VSH_EXCLUSIVE_OPTIONS). */
export function exclude(given: Given, ...pairs: readonly (readonly [string, string])[]): void {
  for (const [one, other] of pairs)
    if (given.has(one) && given.has(other))
      throw new VirshError([`Options --${one} and --${other} are mutually exclusive`]);
}

/** Refuses an option without the one it needs (VSH_REQUIRE_OPTION). */
export function require(given: Given, ...pairs: readonly (readonly [option: string, needs: string])[]): void {
  for (const [option, needs] of pairs)
    if (given.has(option) && !given.has(needs))
      throw new VirshError([`Option --${needs} is required by option --${option}`]);
}
