import type { Caller } from '../protocol/messages.ts';
import type { GrowingJournal } from './cluster-journal.ts';
import type { Lives } from './lives.ts';

/** What handles of a host share. */
export interface HandleContext {
  readonly name: string;
  readonly lives: Lives;
  readonly journal: GrowingJournal;
}

/** The calls of a host's present life. */
export const callOf =
  ({ lives }: Pick<HandleContext, 'lives'>): Caller =>
  (name, params) =>
    lives.now().client.call(name, params);
