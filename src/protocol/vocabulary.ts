/**
 * libvirt's words, each written once. Types derive from the tuples, so a name and its type cannot drift apart.
 * Source: virhook.h (drivers, operations, sub-operations), libvirt-domain.h (states, reasons, lifecycle events).
 */

/** Drivers that call hooks; the word is also the script's file name below the hooks directory. */
export const hookDrivers = ['daemon', 'qemu', 'lxc', 'network', 'libxl', 'bhyve'] as const;
export type HookDriver = (typeof hookDrivers)[number];

/** Drivers whose objects are domains in hooklab. */
export const domainDrivers = ['qemu', 'lxc'] as const;
export type DomainDriver = (typeof domainDrivers)[number];

/** Drivers whose hooks are called for guests; the order is known of all of them. */
export const guestDrivers = [...domainDrivers, 'libxl', 'bhyve'] as const;
export type GuestDriver = (typeof guestDrivers)[number];

export const operations = [
  'start',
  'shutdown',
  'reload',
  'stopped',
  'prepare',
  'release',
  'migrate',
  'started',
  'reconnect',
  'attach',
  'restore',
  'plugged',
  'unplugged',
  'port-created',
  'port-deleted',
  'updated',
] as const;
export type Operation = (typeof operations)[number];

/** VIR_HOOK_SUBOP: the position is libvirt's number, which is why SIGHUP (1) prints as "begin" in a reload call. */
export const subOperations = ['-', 'begin', 'end'] as const;
export type SubOperation = (typeof subOperations)[number];

/** virNetworkUpdateCommand by number. */
export const networkUpdateCommands = ['none', 'modify', 'delete', 'add-last', 'add-first'] as const;
export type NetworkUpdateCommand = (typeof networkUpdateCommands)[number];

/** virNetworkUpdateSection by number, in virsh's words. */
export const networkSections = [
  'none',
  'bridge',
  'domain',
  'ip',
  'ip-dhcp-host',
  'ip-dhcp-range',
  'forward',
  'forward-interface',
  'forward-pf',
  'portgroup',
  'dns-host',
  'dns-txt',
  'dns-srv',
] as const;
export type NetworkSection = (typeof networkSections)[number];

/** What a failing hook does to the operation it stands in. */
export const hookEffects = ['continue', 'abort', 'ignored'] as const;
export type HookEffect = (typeof hookEffects)[number];

/** The five calls of a migration; protocol 2 knows them as DumpXML, Prepare2, Perform and Finish2 (no Confirm). */
export const migrationPhases = ['begin', 'prepare', 'perform', 'finish', 'confirm'] as const;
export type MigrationPhase = (typeof migrationPhases)[number];

/** virDomainState by number, with virsh's words. */
export const domainStates = [
  ['no state', 'no state'],
  ['running', 'running'],
  ['blocked', 'idle'],
  ['paused', 'paused'],
  ['shutdown', 'in shutdown'],
  ['shutoff', 'shut off'],
  ['crashed', 'crashed'],
  ['pmsuspended', 'pmsuspended'],
] as const;
export type DomainState = (typeof domainStates)[number][0];

/** Reasons by number for the states hooklab's guests reach: libvirt's internal word, then virsh's. */
export const stateReasons = {
  running: [
    ['unknown', 'unknown'],
    ['booted', 'booted'],
    ['migrated', 'migrated'],
    ['restored', 'restored'],
    ['from snapshot', 'from snapshot'],
    ['unpaused', 'unpaused'],
    ['migration canceled', 'migration canceled'],
    ['save canceled', 'save canceled'],
    ['wakeup', 'event wakeup'],
    ['crashed', 'crashed'],
    ['post-copy', 'post-copy'],
    ['post-copy failed', 'post-copy failed'],
  ],
  paused: [
    ['unknown', 'unknown'],
    ['user', 'user'],
    ['migration', 'migrating'],
    ['save', 'saving'],
    ['dump', 'dumping'],
    ['ioerror', 'I/O error'],
    ['watchdog', 'watchdog'],
    ['from snapshot', 'from snapshot'],
    ['shutdown', 'shutting down'],
    ['snapshot', 'creating snapshot'],
    ['panicked', 'crashed'],
    ['starting up', 'starting up'],
    ['post-copy', 'post-copy'],
    ['post-copy failed', 'post-copy failed'],
    ['api error', 'api error'],
  ],
  shutoff: [
    ['unknown', 'unknown'],
    ['shutdown', 'shutdown'],
    ['destroyed', 'destroyed'],
    ['crashed', 'crashed'],
    ['migrated', 'migrated'],
    ['saved', 'saved'],
    ['failed', 'failed'],
    ['from snapshot', 'from snapshot'],
    ['daemon', 'daemon'],
  ],
} as const;
export type GuestState = keyof typeof stateReasons;
export type ReasonOf<S extends GuestState> = (typeof stateReasons)[S][number][0];
/** Why a guest stopped; from 10.5.0 on also the 4th argument of `release`. */
export type ShutoffReason = ReasonOf<'shutoff'>;

/** A state with its reason, as `virsh domstate --reason` shows it. */
export type StateReason = { [S in GuestState]: { readonly state: S; readonly reason: ReasonOf<S> } }[GuestState];

/** virsh's words for a state and its reason, for instance `shut off` and `migrated`. */
export function virshWords({ state, reason }: StateReason): { state: string; reason: string } {
  const word = domainStates.find(([name]) => name === state);
  const pair = (stateReasons[state] as readonly (readonly [string, string])[]).find(([name]) => name === reason);
  return { state: word?.[1] ?? state, reason: pair?.[1] ?? reason };
}

/** Lifecycle events by number: type, then its details, in the words `virsh event` prints. */
export const lifecycleEvents = {
  Defined: ['Added', 'Updated', 'Renamed', 'Snapshot'],
  Undefined: ['Removed', 'Renamed'],
  Started: ['Booted', 'Migrated', 'Restored', 'Snapshot', 'Event wakeup'],
  Suspended: [
    'Paused',
    'Migrated',
    'I/O Error',
    'Watchdog',
    'Restored',
    'Snapshot',
    'API error',
    'Post-copy',
    'Post-copy Error',
  ],
  Resumed: ['Unpaused', 'Migrated', 'Snapshot', 'Post-copy', 'Post-copy Error'],
  Stopped: ['Shutdown', 'Destroyed', 'Crashed', 'Migrated', 'Saved', 'Failed', 'Snapshot'],
  Shutdown: ['Finished', 'Finished after guest request', 'Finished after host request'],
  PMSuspended: ['Memory', 'Disk'],
  Crashed: ['Panicked', 'Crashloaded'],
} as const;
export type LifecycleEventType = keyof typeof lifecycleEvents;
export type LifecycleEvent = {
  [T in LifecycleEventType]: { readonly type: T; readonly detail: (typeof lifecycleEvents)[T][number] };
}[LifecycleEventType];

/** virNetworkEventLifecycleType by number. */
export const networkEvents = ['Defined', 'Undefined', 'Started', 'Stopped'] as const;
export type NetworkEventType = (typeof networkEvents)[number];

/** virDomainJobType by number. */
export const jobTypes = ['None', 'Bounded', 'Unbounded', 'Completed', 'Failed', 'Cancelled'] as const;
export type JobType = (typeof jobTypes)[number];

/** virDomainJobOperation by number, in virsh's words. */
export const jobOperations = [
  'Unknown',
  'Start',
  'Save',
  'Restore',
  'Incoming migration',
  'Outgoing migration',
  'Snapshot',
  'Snapshot revert',
  'Dump',
  'Backup',
  'Snapshot delete',
] as const;
export type JobOperation = (typeof jobOperations)[number];
