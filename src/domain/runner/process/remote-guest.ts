import { LibvirtError } from '../../../protocol/errors.ts';
import type { GuestSnapshot } from '../../transfer/index.ts';
import { createExit } from '../exit.ts';
import { type Guest, type GuestExitReason, type GuestSpec, type IncomingGuest, monitorClosed } from '../runner.ts';
import type { EventName, GuestEvents } from './commands.ts';
import { cpuTimeOf } from './cpu-time.ts';
import { type Monitor, openMonitor } from './monitor.ts';
import { type RemoteOutgoing, remoteOutgoing } from './remote-outgoing.ts';

export interface RemoteGuestOptions {
  readonly spec: GuestSpec;
  readonly pid: number;
  readonly socket: Parameters<typeof openMonitor>[0];
  /** Ends the process at once. */
  readonly kill: () => void;
  /** Removes what the process left. */
  readonly sweep: () => Promise<void>;
}

export interface RemoteGuest {
  readonly guest: Guest;
  readonly monitor: Monitor;
  /** The same guest, when it waits for its state at that address. */
  waiting(uri: string): IncomingGuest;
}

/** A guest in a process of its own, as its daemon sees it. It is gone when its monitor closes. */
export function remoteGuest({ spec, pid, socket, kill, sweep }: RemoteGuestOptions): RemoteGuest {
  const exit = createExit();
  const arrival = createArrival();
  const wholeness = createArrival();
  let last: { why: GuestExitReason; text: string } | undefined;
  let outgoing: RemoteOutgoing | undefined;
  let running = false;
  const hear: { [E in EventName]: (told: GuestEvents[E]) => void } = {
    exit: (told) => {
      last ??= told;
    },
    arrived: arrival.came,
    lost: (error) => arrival.lost(LibvirtError.from(error)),
    whole: wholeness.came,
    partLost: (error) => wholeness.lost(LibvirtError.from(error)),
    round: (report) => outgoing?.hearRound(report),
    stats: (told) => outgoing?.hearStats(told),
  };
  const monitor = openMonitor(socket, (event, told) => hear[event](told));
  const gone = monitor.closed.then(() => {
    for (const one of [arrival, wholeness]) one.lost(new LibvirtError('internal error', monitorClosed, 'qemu'));
    exit.end(last?.why ?? 'crashed', last?.text ?? `internal error: ${monitorClosed}`);
    return sweep();
  });

  const guest: Guest = {
    spec,
    pid,
    get running() {
      return running;
    },
    async pause() {
      const snapshot = await monitor.ask('pause', {});
      running = false;
      return snapshot;
    },
    async resume() {
      await monitor.ask('resume', {});
      running = true;
    },
    inspect: () => monitor.ask('inspect', {}),
    cpuTimeNs: () => cpuTimeOf(pid),
    async kill() {
      last ??= { why: 'killed', text: `guest ${spec.name} was killed` };
      socket.ref();
      kill();
      await gone;
    },
    powerButton: () => monitor.ask('powerButton', {}),
    reset: () => monitor.ask('reset', {}),
    crash(text = `internal error: ${monitorClosed}`) {
      last ??= { why: 'crashed', text };
      kill();
    },
    onExit: exit.onExit,
    save: (path, head) => monitor.ask('save', { path, head: Buffer.from(head).toString('base64') }),
    migrateTo: (options) =>
      remoteOutgoing(monitor, options, (begun) => {
        outgoing = begun;
      }),
  };
  return {
    guest,
    monitor,
    waiting: (uri) => Object.assign(guest, { uri, arrived: arrival.done, whole: wholeness.done }),
  };
}

function createArrival() {
  let came = (_: GuestSnapshot) => {};
  let lost = (_: Error) => {};
  const done = new Promise<GuestSnapshot>((resolve, reject) => {
    came = resolve;
    lost = reject;
  });
  done.catch(() => undefined);
  return { done, came: (snapshot: GuestSnapshot) => came(snapshot), lost: (error: Error) => lost(error) };
}
