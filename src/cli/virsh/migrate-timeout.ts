import type { DomainRef } from '../../protocol/messages.ts';
import { type Given, timeoutRange } from './given.ts';
import { who } from './lookup.ts';
import type { VerbCall } from './verb.ts';
import { VirshError } from './virsh-error.ts';
import type { WatchJob } from './watch-job.ts';

/** A guest that is not there in time is suspended, and so arrives, or is switched to post-copy. */
export function timeoutOf({ given, session }: VerbCall, domain: DomainRef): WatchJob['timeout'] {
  // None at all is what 0 seconds mean (recording 6a-numbers).
  const seconds = given.number('timeout', { ...timeoutRange, least: 0 });
  if (!seconds) return checkNoAction(given);
  if (!given.has('live')) throw new VirshError(['migrate: Unexpected timeout for offline migration']);
  const call = given.has('timeout-postcopy') ? 'DomainMigrateStartPostCopy' : 'DomainSuspend';
  return { ms: seconds * 1000, action: () => session.call(call, who(domain)) };
}

function checkNoAction(given: Given): undefined {
  if (given.has('timeout-suspend') || given.has('timeout-postcopy'))
    throw new VirshError(['migrate: Unexpected --timeout-* option without --timeout']);
}
