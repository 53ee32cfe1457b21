import type { Domain } from '../../domain/domain.ts';
import type { Network, NetworkPort } from '../../network/index.ts';

/** What the moves of one operation of the network driver work on. Whoever plays it holds the network's lock. */
export interface NetworkScene {
  readonly network: Network;
  /** The port that is created, renewed or deleted. */
  readonly port?: NetworkPort;
  /** The guest it is for, where it is known: hooks before 5.5.0 are shown it. */
  readonly domain?: Domain | undefined;
  /** Makes the change of an update, in memory and on disk. */
  readonly update?: () => Promise<void>;
}
