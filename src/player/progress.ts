import type { Row } from '../protocol/score.ts';
import type { LifecycleEventType } from '../protocol/vocabulary.ts';

/** How far one side has come in a score: what a later failure or cancellation has to undo. */
export interface Progress {
  /** Rows of this side with something to undo, in the order they were entered. */
  readonly entered: Row[];
  /** Announcements made so far; only these can be taken back. */
  readonly announced: Set<LifecycleEventType>;
  /** The score itself paused a guest that had been running, so undo lets it run again. */
  paused: boolean;
  /** Somebody suspended it while the score was played: undo lets it run again too. */
  suspended: boolean;
  /** The migration has switched to post-copy. */
  postcopy: boolean;
  /** From then on: the guest may run at the destination alone, so nothing brings it back. */
  handedOver: boolean;
}

export const newProgress = (): Progress => ({
  entered: [],
  announced: new Set(),
  paused: false,
  suspended: false,
  postcopy: false,
  handedOver: false,
});
