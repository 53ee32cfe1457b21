import { conductBetween } from '../conductor/index.ts';
import type { Conduct } from './session.ts';

/** Conducts a migration from here, by the score of the source host's release. */
export const conductDirect: Conduct = ({ source, destination, ...request }) =>
  conductBetween(source, destination, request);
