import type { LibvirtError } from '../../protocol/errors.ts';
import { located, origins } from '../../protocol/origins.ts';
import type { HookMove } from '../../protocol/score.ts';
import { markLogged } from '../error-log.ts';
import { journalCalls } from '../journal-calls.ts';
import type { Services } from '../services.ts';
import { networkHookInput } from './hook-input.ts';
import type { NetworkScene } from './scene.ts';

/**
 * Calls the network driver's hook and journals each script. A hook that had its say and agreed taints the network
 * (networkRunHook).
 */
export async function callNetworkHook(
  services: Services,
  scene: NetworkScene,
  { operation, subOperation, extra, onFailure }: HookMove,
): Promise<LibvirtError | undefined> {
  const { name } = scene.network.definition;
  const input = networkHookInput(services, scene);
  const call = { driver: 'network', object: name, operation, subOperation, extra, input } as const;
  const result = await services.hooks.call(call, {
    filter: false,
    signal: services.hooksNow.signal,
    onLog: services.log,
    ...journalCalls(services.journal, { ...call, guest: scene.domain?.definition.name }, onFailure),
  });
  markLogged(result.error);
  if (result.status === 'succeeded') taint(services, scene);
  return onFailure === 'abort' ? result.error : undefined;
}

/** Told once in the network's life. */
function taint({ log, profile }: Services, { network }: NetworkScene): void {
  if (network.tainted) return;
  network.tainted = true;
  const { name, uuid } = network.definition;
  log({
    level: 'warning',
    text: `${located(profile, origins.networkTaint)} : Network name='${name}' uuid=${uuid} is tainted: hook-script`,
  });
}
