import type { Services } from '../player/index.ts';
import { journalCalls } from '../player/index.ts';
import { arrange } from '../protocol/arrange.ts';
import type { DaemonScoreName } from '../protocol/profiles/index.ts';
import { type HookMove, isRow } from '../protocol/score.ts';

/** Calls the daemon's own hook for one moment of its life. Its failure is logged and never matters. */
export async function daemonHook(services: Services, name: DaemonScoreName, signal?: AbortSignal): Promise<void> {
  const { profile } = services;
  const rows = arrange(profile.scores.daemon[name], { profile, driver: 'daemon' }).filter(isRow);
  const moves = rows.flatMap(({ moves }) => moves).filter((move): move is HookMove => move.kind === 'hook');
  for (const { operation, subOperation, extra } of moves) {
    const call = { driver: 'daemon', object: '-', operation, subOperation, extra } as const;
    await services.hooks.call(call, {
      filter: false,
      onLog: services.log,
      ...(signal && { signal }),
      ...journalCalls(services.journal, call, 'ignored'),
    });
  }
}

/** Looks for hook scripts and logs what it finds (virHookInitialize). */
export async function scanHooks({ hooks, log }: Services): Promise<void> {
  for (const line of await hooks.scan()) log(line);
}
