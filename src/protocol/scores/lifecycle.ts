import { event, filter, guest, host, ignored, mayAbort, only, port, type Score, suspended, unless } from '../score.ts';

/** qemu: the process is gone before `stopped`; labels and ports are gone before `release` (qemuProcessStop). */
const leave = [guest('stop'), ignored('stopped', 'end'), port('delete'), ignored('release', 'end')];
/** lxc: `stopped` is the first step of the cleanup, the id is still known (virLXCProcessCleanup). */
const leaveLxc = [ignored('stopped', 'end'), guest('stop'), port('delete'), ignored('release', 'end')];

const initialise = [
  guest('initialise', { state: 'paused', reason: 'starting up' }),
  mayAbort('prepare', 'begin'),
  port('create'),
  mayAbort('start', 'begin'),
];
const started = mayAbort('started', 'begin');

/** Resumed comes before the `started` hook, Started after it (recording 2a-lifecycle). */
const boot = [
  ...initialise,
  guest('create'),
  ...unless('paused', guest('resume', { state: 'running', reason: 'booted' }), event('Resumed', 'Unpaused')),
  ...only('paused', guest('pause', { state: 'paused', reason: 'user' })),
  started,
  event('Started', 'Booted'),
  ...only('paused', event('Suspended', 'Paused')),
];

export const qemuStart: Score = [host(boot, leave)];
/** libvirt 0.8.0 and 0.8.1: a failed start runs no further hook (qemudStartVMDaemon's cleanup label). */
export const qemuStartWithoutCleanupHook: Score = [host(boot, [guest('stop')])];

export const qemuDestroy: Score = [
  host([
    guest('stop'),
    event('Shutdown', 'Finished after host request'),
    ...leave.slice(1),
    event('Stopped', 'Destroyed'),
  ]),
];
/** The connection that a guest was tied to is gone: libvirt announces both events at the end (recording 3g-kill-virsh). */
export const qemuAutodestroy: Score = [
  host([...leave, event('Shutdown', 'Finished after host request'), event('Stopped', 'Destroyed')]),
];
export const qemuPowerOff: Score = [
  host([event('Shutdown', 'Finished after guest request'), ...leave, event('Stopped', 'Shutdown')]),
];
/** Somebody ended its process with SIGTERM: QEMU shuts down as if the host had asked (recording 2f-qemu-TERM). */
export const qemuTerminated: Score = [
  host([event('Shutdown', 'Finished after host request'), ...leave, event('Stopped', 'Shutdown')]),
];
/** The guest's process died under the daemon. */
export const qemuCrash: Score = [host([...leave, event('Stopped', 'Failed')])];
/** `virsh dump --crash`: the guest's memory was written, then it is stopped. */
export const qemuDumpCrash: Score = [host([...leave, event('Stopped', 'Crashed')])];
export const qemuSave: Score = [
  host(
    [
      guest('pause', { state: 'paused', reason: 'save' }),
      suspended('Paused'),
      guest('write'),
      leave,
      event('Stopped', 'Saved'),
    ],
    [guest('resume', { state: 'running', reason: 'save canceled' }), event('Resumed', 'Unpaused')],
  ),
];
/**
 * The `restore` filter comes before anything is started; when it fails no other hook runs (recordings 2c-*). A guest that
 * stays paused keeps the reason it came with, as an incoming one does (qemuSaveImageStartVM).
 */
export const qemuRestore: Score = [
  host([filter('restore', 'begin')]),
  host(
    [
      ...initialise,
      guest('load'),
      started,
      event('Started', 'Restored'),
      ...unless('paused', guest('resume', { state: 'running', reason: 'restored' }), event('Resumed', 'Snapshot')),
      ...only('paused', guest('pause', { state: 'paused', reason: 'migration' })),
      ...unless('on request', ...only('paused', event('Suspended', 'Restored'))),
      ...only('on request', event('Suspended', 'Paused')),
    ],
    leave,
  ),
];
/** A failing `reconnect` kills the guest (recording 2e-reconnect-hook-fails). */
export const qemuReconnect: Score = [host([mayAbort('reconnect', 'begin')], leave)];
/** Found dead at daemon start: no `reconnect`, the leaving hooks only, and nobody to tell. */
export const qemuFoundDead: Score = [host(leave)];

const createLxc = [...initialise, guest('create'), guest('resume', { state: 'running', reason: 'booted' })];
const bootedLxc = [started, event('Started', 'Booted')];
export const lxcStart: Score = [host([...createLxc, ...bootedLxc], leaveLxc)];
/** Until 0.9.12 the cleanup of a failed container start ran no hook (lxcVmStart). */
export const lxcStartWithoutCleanupHook: Score = [host([...createLxc, ...bootedLxc], [guest('stop')])];
/** From 0.9.13 to 1.2.12 only a failing `started` hook ran the hooks of a stop (lxcVmStart, virLXCProcessStart). */
export const lxcStartCleanedUpOnceStarted: Score = [host(createLxc, [guest('stop')]), host(bootedLxc, leaveLxc)];
export const lxcDestroy: Score = [host([...leaveLxc, event('Stopped', 'Destroyed')])];
export const lxcPowerOff: Score = [host([...leaveLxc, event('Stopped', 'Shutdown')])];
export const lxcCrash: Score = [host([...leaveLxc, event('Stopped', 'Failed')])];
export const lxcReconnect: Score = [host([mayAbort('reconnect', 'begin')], leaveLxc)];
export const lxcFoundDead: Score = [host(leaveLxc)];

/** The daemon's own hooks; a failure is logged and never matters (recordings 1b-daemon-fail-*). */
export const daemonStart: Score = [host([ignored('start', '-', 'start')])];
export const daemonReload: Score = [host([ignored('reload', 'begin', 'SIGHUP')])];
export const daemonShutdown: Score = [host([ignored('shutdown', '-', 'shutdown')])];
