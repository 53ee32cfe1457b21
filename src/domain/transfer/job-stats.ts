import type { OutgoingStats } from './stats.ts';

/** libvirt's names of the same figures (virDomainGetJobStats), in its order; what is zero and may be absent is. */
export function jobStats(stats: OutgoingStats, running: boolean): Readonly<Record<string, number>> {
  // A guest in a process of its own has told none in its first moment.
  if (stats['total-time'] === undefined) return {};
  const { 'cpu-throttle-percentage': throttle = 0, 'xbzrle-cache': cache } = stats;
  const bytesPerSecond = Math.round((stats.mbps * 1_000_000) / 8);
  return {
    time_elapsed: stats['total-time'],
    downtime: running ? stats['expected-downtime'] : stats.downtime,
    setup_time: stats['setup-time'],
    data_total: stats.total,
    data_processed: stats.transferred,
    data_remaining: stats.remaining,
    memory_total: stats.total,
    memory_processed: stats.transferred,
    memory_remaining: stats.remaining,
    ...(bytesPerSecond > 0 && { memory_bps: bytesPerSecond }),
    memory_constant: stats.duplicate,
    memory_normal: stats.normal,
    memory_normal_bytes: stats['normal-bytes'],
    memory_dirty_rate: stats['dirty-pages-rate'],
    memory_iteration: stats['dirty-sync-count'],
    memory_postcopy_requests: stats['postcopy-requests'],
    memory_page_size: stats['page-size'],
    disk_total: 0,
    disk_processed: 0,
    disk_remaining: 0,
    ...(cache && {
      compression_cache: cache['cache-size'],
      compression_bytes: cache.bytes,
      compression_pages: cache.pages,
      compression_cache_misses: cache['cache-miss'],
      compression_overflow: cache.overflow,
    }),
    ...(throttle > 0 && { auto_converge_throttle: throttle }),
  };
}
