import { arrange } from '../../protocol/arrange.ts';
import { LibvirtError, toErrorValue } from '../../protocol/errors.ts';
import type { NetworkScoreName } from '../../protocol/profiles/index.ts';
import { isRow, type Move } from '../../protocol/score.ts';
import { type Performer, playRows } from '../play.ts';
import { newProgress } from '../progress.ts';
import type { Services } from '../services.ts';
import { changeNetwork } from './change.ts';
import { callNetworkHook } from './hook.ts';
import type { NetworkScene } from './scene.ts';

/** Plays a score of the network driver; the caller holds the network's lock. A failure is returned. */
export function playNetwork(
  services: Services,
  scene: NetworkScene,
  name: NetworkScoreName,
): Promise<LibvirtError | undefined> {
  const { profile } = services;
  const rows = arrange(profile.scores.network[name], { profile, driver: 'network' }).filter(isRow);
  return playRows({ rows, performer: performerOf(services, scene), progress: newProgress() });
}

/** A network is neither gone nor running in the sense of a guest, so every undo is due. */
const performerOf = (services: Services, scene: NetworkScene): Performer => ({
  gone: () => false,
  running: () => false,
  async perform(move) {
    try {
      return await carryOut(services, scene, move);
    } catch (error) {
      return error instanceof LibvirtError ? error : LibvirtError.from(toErrorValue(error));
    }
  },
});

async function carryOut(services: Services, scene: NetworkScene, move: Move): Promise<LibvirtError | undefined> {
  if (move.kind === 'hook') return callNetworkHook(services, scene, move);
  if (move.kind === 'network') await changeNetwork(services, scene, move.change);
  return undefined;
}
