import type { Domain } from '../domain/domain.ts';
import type { Job } from '../domain/job.ts';
import type { Progress, Scene } from '../player/index.ts';
import type { Score } from '../protocol/score.ts';

/** One outgoing migration, from Begin until the source's last phase. */
export interface OutgoingState {
  readonly domain: Domain;
  readonly job: Job;
  readonly scene: Scene;
  readonly score: Score;
  readonly progress: Progress;
  /** The guest stands still and all of it was sent: only the destination knows now where it runs. */
  performed: boolean;
  /** Takes back what would happen when the conductor's connection closes. */
  forgetConnection: () => void;
}

/** Outgoing migrations of a host by the domain's uuid. */
export type Outgoing = Map<string, OutgoingState>;
