import type { Domain } from '../domain/domain.ts';
import type { Guest } from '../domain/runner/index.ts';
import type { Services } from './services.ts';

/** A page, and the bytes that QEMU's stream has before one with content and in the place of one of zeros. */
const [page, before, zero] = [4096, 8, 9];
/** Its pc machine has so many bytes of ROMs besides the guest's memory. */
const romBytes = 532_480;
/** Pages of them that are not zeros (recordings 3b-*). */
const romPages = 88;

/**
 * Writes the guest to a file, and keeps what the job was like for who asks afterwards (VIR_DOMAIN_JOB_STATS_COMPLETED):
 * a file takes QEMU's stream in two rounds, with the guest standing still.
 */
export async function savingJob(
  { clock }: Services,
  domain: Domain,
  operation: 'Save' | 'Dump',
  guest: Guest,
  save: () => Promise<void>,
): Promise<void> {
  const { residentBytes } = await guest.inspect();
  const since = clock.monotonic();
  await save();
  const elapsed = Math.max(1, Math.round(clock.monotonic() - since));
  const total = guest.spec.memoryBytes + romBytes;
  const normal = Math.ceil(residentBytes / page) + romPages;
  const constant = Math.max(0, Math.ceil(total / page) - normal);
  const processed = normal * (page + before) + constant * zero;
  domain.lastJobOperation = operation;
  domain.lastJob = {
    ...{ time_elapsed: elapsed, downtime: elapsed, setup_time: 0 },
    ...{ data_total: total, data_processed: processed, data_remaining: 0 },
    ...{ memory_total: total, memory_processed: processed, memory_remaining: 0 },
    memory_bps: Math.round((processed / elapsed) * 1000),
    ...{ memory_constant: constant, memory_normal: normal, memory_normal_bytes: normal * page },
    ...{ memory_dirty_rate: 0, memory_iteration: 2, memory_postcopy_requests: 0, memory_page_size: page },
  };
}
