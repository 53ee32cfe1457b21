import { type LibvirtError, toErrorValue } from '../../../protocol/errors.ts';
import type { MigrationStatus, OutgoingMigration, OutgoingStats, RoundReport } from '../../transfer/index.ts';
import type { MigrateToOptions } from '../runner.ts';
import type { GuestEvents } from './commands.ts';
import type { Monitor } from './monitor.ts';

/** A migration that a guest's process makes itself; the daemon commands it and is told how it stands. */
export interface RemoteOutgoing extends OutgoingMigration {
  hearRound(report: RoundReport): void;
  hearStats(told: GuestEvents['stats']): void;
}

/** Resolves when the guest's stream is open. */
export async function remoteOutgoing(
  monitor: Monitor,
  { signal, onRound = () => {}, ...departure }: MigrateToOptions,
  expect: (outgoing: RemoteOutgoing) => void,
): Promise<OutgoingMigration> {
  let status: MigrationStatus = 'setup';
  let stats = {} as OutgoingStats;
  const unheard = () => undefined;
  const cancel = (error?: LibvirtError) =>
    void monitor.ask('cancel', error ? { error: toErrorValue(error) } : {}).catch(unheard);
  const outgoing: RemoteOutgoing = {
    get status() {
      return status;
    },
    copy: () => monitor.ask('copy', {}),
    complete: () => monitor.ask('complete', {}),
    handOver: () => monitor.ask('handOver', {}),
    fill: () => monitor.ask('fill', {}),
    startPostcopy: () => void monitor.ask('startPostcopy', {}).catch(unheard),
    setBandwidth: (bytesPerSecond) => void monitor.ask('setBandwidth', { bytesPerSecond }).catch(unheard),
    setDowntimeLimit: (ms) => void monitor.ask('setDowntimeLimit', { ms }).catch(unheard),
    stats: () => stats,
    abort: cancel,
    hearRound: onRound,
    hearStats(told) {
      status = told.status;
      stats = told.stats;
    },
  };
  expect(outgoing);
  const aborted = () => cancel(signal?.reason);
  signal?.addEventListener('abort', aborted, { once: true });
  if (signal?.aborted) throw signal.reason;
  await monitor.ask('migrate', departure);
  return outgoing;
}
