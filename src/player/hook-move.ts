import type { LibvirtError } from '../protocol/errors.ts';
import type { HookMove } from '../protocol/score.ts';
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
    signal: services.stopping,
    ...journalCalls(services.journal, call, effect),
  });
  for (const line of result.logs) services.log(line);
  if (result.status === 'failed') return move.onFailure === 'abort' ? result.error : undefined;
  if (result.output !== undefined) scene.filtered = result.output;
  return undefined;
}

/** From 10.5.0 on `release` is told why the guest stopped; "from snapshot" is one argument with a space. */
const extraOf = ({ profile }: Services, scene: Scene, { operation, extra }: HookMove) =>
  operation === 'release' && profile.releaseReason ? scene.cause : extra;
