import type { Domain } from '../domain/domain.ts';
import type { Job } from '../domain/job.ts';
import type { Progress, Scene } from '../player/index.ts';
import type { Score } from '../protocol/score.ts';

/** One incoming migration, from a Prepare that succeeded until Finish, or until the guest is gone. */
export interface IncomingState {
  /** Absent while only a definition is coming (offline). */
  readonly domain: Domain | undefined;
  readonly job: Job;
  readonly scene: Scene;
  readonly score: Score;
  readonly progress: Progress;
  finishing: boolean;
  /** Gives the domain's lock back, if the gate took it after Prepare: an offline guest is admitted by Finish. */
  readonly leave: () => void;
  forgetConnection: () => void;
}

/** Incoming migrations of a host by the guest's name here. */
export type Incoming = Map<string, IncomingState>;
