import { type AutoConverge, startAutoConverge } from '../transfer/auto-converge.ts';
import { createDeltaCache, type DeltaCache } from '../transfer/cache-places.ts';
import { type Rounds, startRounds } from '../transfer/precopy.ts';
import { createVirtualGuest, type VirtualGuest } from './guest.ts';
import { createHistory, type History } from './history.ts';
import { layOut } from './layout.ts';
import { createScan, type Scan } from './scan.ts';
import { defaultCachePages, type Scenario } from './scenario.ts';
import { createSender, type Sender } from './sender.ts';

/** A migration that goes on in virtual time. */
export interface Run {
  readonly scenario: Scenario;
  /** The machine of a real transfer. */
  readonly rounds: Rounds;
  readonly guest: VirtualGuest;
  readonly scan: Scan;
  readonly sender: Sender;
  readonly cache: DeltaCache | undefined;
  readonly throttle: AutoConverge;
  readonly history: History;
}

/** Connected, with all pages waiting to be sent. */
export function begin(scenario: Scenario): Run {
  const { constants, capabilities, cachePages = defaultCachePages, limits, ranUs } = scenario;
  const cache = capabilities.has('xbzrle') ? createDeltaCache(cachePages) : undefined;
  const { stretches, writers, pages } = layOut(scenario, cache);
  const sender = createSender(scenario);
  sender.waitUntil(setupMs(scenario));
  const rounds = startRounds({ pages, limits: { ...limits }, now: Math.floor(sender.now) });
  rounds.sent.otherBytes += constants.otherBytes;
  return {
    scenario,
    rounds,
    guest: createVirtualGuest({ writers, ranUs }),
    scan: createScan(stretches, () => cache?.enable()),
    sender,
    cache,
    throttle: startAutoConverge(),
    history: createHistory(rounds),
  };
}

/** The connection takes a round trip. */
export const setupMs = ({ constants, latencyMs }: Scenario): number => constants.setupMs + 2 * latencyMs;
