import { arrange } from '../protocol/arrange.ts';
import type { LibvirtError } from '../protocol/errors.ts';
import type { ScoreName } from '../protocol/profiles/index.ts';
import { isRow, type ScoreFlag } from '../protocol/score.ts';
import { createPerformer } from './performer.ts';
import { playRows } from './play.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

/** Plays a lifecycle score of the scene's driver on this host; the caller holds the domain's lock. */
export function playScore(
  services: Services,
  scene: Scene,
  name: ScoreName,
  flags: readonly ScoreFlag[] = [],
): Promise<LibvirtError | undefined> {
  const { profile } = services;
  const score = arrange(profile.scores[scene.driver][name], { profile, driver: scene.driver, flags });
  return playRows({
    rows: score.filter(isRow),
    performer: createPerformer(services, scene),
    progress: scene.progress,
  });
}
