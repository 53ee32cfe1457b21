import type { Domain } from '../domain/domain.ts';
import { openJob } from '../domain/job.ts';
import { settle } from '../player/index.ts';
import type { CallName } from '../protocol/messages.ts';
import type { Context } from './context.ts';

/** Marks the domain as busy with a job while it comes up; a domain that did not is settled. */
export async function withJob<T>(
  { services }: Context,
  domain: Domain,
  operation: 'Start' | 'Restore' | 'Save' | 'Dump',
  api: CallName,
  work: () => Promise<T>,
): Promise<T> {
  const job = openJob(operation, api, services.clock.monotonic());
  domain.job = job;
  try {
    return await work();
  } finally {
    if (domain.job === job) domain.job = undefined;
    job.end();
    await settle(services, domain);
  }
}
