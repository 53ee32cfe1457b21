import type { Clock } from '../../clock/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { Store } from '../../store/store.ts';
import type { Link, Transport } from '../../transport/link.ts';
import { encodeImage, type OutgoingMigration, openOutgoing, transferLimits } from '../transfer/index.ts';
import type { Exit } from './exit.ts';
import type { Machine } from './machine.ts';
import { type Guest, type GuestActivity, type GuestSpec, type MigrateToOptions, monitorClosed } from './runner.ts';

export interface InlineGuestOptions {
  readonly spec: GuestSpec;
  readonly pid: number;
  readonly machine: Machine;
  readonly exit: Exit;
  readonly clock: Clock;
  readonly transport: Transport;
  /** Where its state is saved. */
  readonly store: Store;
  /** Whether its state has not come yet. */
  readonly waits?: () => boolean;
  /** Whether it may run, but pages of it have not come. */
  readonly partly?: () => boolean;
}

/** A guest in this process. When it ends, what it was sending ends with it. */
export function inlineGuest(options: InlineGuestOptions): Guest {
  const { spec, pid, machine, exit, store, waits = () => false, partly = () => false } = options;
  const migrate = departures(options);
  const alive = () => {
    if (exit.happened) throw gone();
    if (waits()) throw early();
  };
  const wholly = () => {
    alive();
    if (partly()) throw early();
  };
  const activity = (): GuestActivity => {
    if (machine.running) return 'running';
    return waits() ? 'waiting' : 'paused';
  };
  exit.onExit(machine.off);

  return {
    spec,
    pid,
    get running() {
      return machine.running;
    },
    async pause() {
      alive();
      machine.halt();
      return await machine.snapshot();
    },
    async resume() {
      alive();
      machine.run();
    },
    inspect: async () => ({
      activity: activity(),
      ticks: machine.ticks,
      residentBytes: machine.memory.residentBytes,
    }),
    kill: async () => exit.end('killed', `guest ${spec.name} was killed`),
    async powerButton() {
      alive();
      machine.power.press();
    },
    async reset() {
      wholly();
      machine.reboot();
    },
    crash: (text = `internal error: ${monitorClosed}`) => exit.end('crashed', text),
    onExit: exit.onExit,
    async save(path, head) {
      wholly();
      if (machine.running) throw new LibvirtError('internal error', 'a guest is saved only while it is paused', 'qemu');
      await store.write(path, Buffer.concat([head, await encodeImage(machine, machine.pace)]));
    },
    async migrateTo(target) {
      wholly();
      return await migrate(target);
    },
  };
}

/** Bytes of the largest answer on a migration stream. */
const answerBytes = 65_536;

/** Sends the guest away, one migration at a time. What is underway when the guest ends fails with libvirt's text. */
function departures({ spec, machine, exit, clock, transport }: InlineGuestOptions) {
  const ended = new AbortController();
  exit.onExit(() => ended.abort(gone()));
  let underway: Pick<OutgoingMigration, 'status'> | undefined;

  return async ({
    uri,
    token,
    signal: cancel,
    parallelConnections,
    ...asked
  }: MigrateToOptions): Promise<OutgoingMigration> => {
    if (underway && !isOver(underway)) throw busy(spec);
    if (asked.xbzrleCacheBytes !== undefined && parallelConnections)
      throw unable('Multifd is not compatible with xbzrle');
    if (asked.postcopy && parallelConnections) throw unable('Postcopy is not yet compatible with multifd');
    const limits = transferLimits(asked);
    underway = { status: 'setup' };
    const signal = cancel ? AbortSignal.any([ended.signal, cancel]) : ended.signal;
    try {
      const open = () => connect(transport, { uri, token, signal });
      const parallel = parallelConnections ? { connections: parallelConnections, open } : undefined;
      const link = await open();
      const outgoing = await openOutgoing({ ...asked, guest: machine, link, parallel, clock, limits, signal });
      underway = outgoing;
      return outgoing;
    } catch (error) {
      underway = undefined;
      throw error;
    }
  };
}

interface Connecting {
  readonly uri: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

async function connect(transport: Transport, { uri, token, signal }: Connecting): Promise<Link> {
  try {
    return await transport.connect(uri, {
      maxMessageBytes: answerBytes,
      signal,
      ...(token !== undefined && { token }),
    });
  } catch (error) {
    throw signal.aborted && signal.reason instanceof LibvirtError ? signal.reason : error;
  }
}

/** QEMU's own refusals (migrate_caps_check). */
const unable = (why: string) =>
  new LibvirtError('internal error', `unable to execute QEMU command 'migrate-set-capabilities': ${why}`, 'qemu');

const isOver = ({ status }: Pick<OutgoingMigration, 'status'>) =>
  ['completed', 'failed', 'cancelled', 'postcopy-paused'].includes(status);

/** libvirt's text when a guest ends while something is done with it (recording 3h-kill-qemu-A-direct). */
const gone = () => new LibvirtError('operation failed', 'domain is not running', 'qemu');

const early = () => new LibvirtError('operation invalid', 'the guest still waits for its migration stream', 'qemu');

const busy = ({ name }: GuestSpec) =>
  new LibvirtError('operation invalid', `another migration job is already running for domain '${name}'`, 'qemu');
