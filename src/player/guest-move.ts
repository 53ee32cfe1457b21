import type { GuestChange, GuestMove } from '../protocol/score.ts';
import { initialise, launch } from './guest-begins.ts';
import type { Change } from './guest-change.ts';
import { persist, stop, undefine, write } from './guest-ends.ts';
import { complete, copy, pause, resume } from './guest-moves-on.ts';
import { degrade, fill, handOver } from './guest-postcopy.ts';
import type { Part } from './play.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

const changes: Readonly<Record<GuestChange, Change>> = {
  describe: async () => undefined,
  initialise,
  create: launch,
  load: launch,
  copy,
  pause,
  complete,
  'hand over': handOver,
  fill,
  degrade,
  resume,
  persist,
  write,
  stop,
  undefine,
};

/** Makes the change, writes it to the journal and brings the guest's status file up to date. */
export async function changeGuest(services: Services, scene: Scene, move: GuestMove, part: Part): Promise<undefined> {
  const noted = await changes[move.change](services, scene, move);
  const { domain } = scene;
  if (!domain) return undefined;
  const { name, uuid } = domain.definition;
  const { state, reason } = domain.status;
  services.journal.write({
    kind: 'state',
    domain: name,
    driver: domain.driver,
    uuid,
    change: move.change,
    ...(part === 'undo' && { undo: true as const }),
    state,
    reason,
    ...noted,
  });
  if (isKept(move)) await services.keeper.status(domain);
}

/**
 * A new daemon hears of a guest from when it has a process (qemuProcessLaunch; recordings 6k-B-prepare-*-B-KILL), and what
 * tells of one that leaves goes before its last hook (qemuProcessStop; recordings 6k-A-stopped-*, 6k-A-release-*).
 */
const isKept = ({ change }: GuestMove) => change !== 'initialise' && change !== 'stop';
