import { isActive } from '../domain/status.ts';
import type { LibvirtError } from '../protocol/errors.ts';
import { located, origins } from '../protocol/origins.ts';
import type { HookMove } from '../protocol/score.ts';
import { markLogged } from './error-log.ts';
import { hookInput } from './hook-input.ts';
import { journalCalls } from './journal-calls.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

/**
 * Calls the driver's hook for one move and journals each script. The move, not the script, says what a failure does:
 * it comes back as an error, or is ignored.
 */
export async function callHook(services: Services, scene: Scene, move: HookMove): Promise<LibvirtError | undefined> {
  const { operation, subOperation } = move;
  if (operation === 'stopped') controllerGone(services, scene);
  if (operation === 'release' && scene.domain) await services.keeper.status(scene.domain);
  const call = {
    driver: scene.driver,
    object: scene.name,
    operation,
    subOperation,
    extra: extraOf(services, scene, move),
    input: hookInput(services, scene, move),
  };
  const effect = move.onFailure === 'abort' ? 'abort' : 'ignored';
  const result = await services.hooks.call(call, {
    filter: move.filter,
    signal: services.hooksNow.signal,
    onLog: services.log,
    ...journalCalls(services.journal, call, effect),
  });
  markLogged(result.error);
  if (result.status === 'failed') return move.onFailure === 'abort' ? result.error : undefined;
  if (result.output !== undefined) Object.assign(scene, { filtered: result.output, rewritten: true });
  return undefined;
}

/** A container's controller ends with it and its connection breaks, before the hook (recordings 7e-lxc-*). */
function controllerGone({ log, profile }: Services, { domain }: Scene): void {
  if (domain?.driver !== 'lxc' || !isActive(domain.status) || !domain.status.guest) return;
  log({
    level: 'error',
    text: `${located(profile, origins.endOfFile)} : End of file while reading data: Input/output error`,
  });
}

/** From 10.5.0 on `release` is told why the guest stopped; "from snapshot" is one argument with a space. */
const extraOf = ({ profile }: Services, scene: Scene, { operation, extra }: HookMove) =>
  operation === 'release' && profile.releaseReason.includes(scene.driver) ? scene.cause : extra;
