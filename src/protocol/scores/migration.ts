import {
  destination,
  event,
  filter,
  guest,
  ignored,
  inPostcopy,
  inPrecopy,
  type Move,
  mayAbort,
  only,
  pointOfNoReturn,
  port,
  type Score,
  source,
  suspended,
  unless,
} from '../score.ts';

/** How a guest leaves its host, whatever the cause: the hooks of qemuProcessStop (stopped, then release). */
const leave = [guest('stop'), ignored('stopped', 'end'), port('delete'), ignored('release', 'end')];

/** How the incoming guest comes to be, up to the moment it waits for the stream (qemuProcessInit, Launch, Finish). */
const arrive = [
  guest('initialise', { state: 'paused', reason: 'starting up' }),
  mayAbort('prepare', 'begin'),
  port('create'),
  mayAbort('start', 'begin'),
  guest('create', { state: 'paused', reason: 'migration' }),
  mayAbort('started', 'begin'),
];

/** What Finish does at the destination in every protocol: keep the definition if asked to, then let the guest run. */
const takeOver = [
  ...only('persistent', guest('persist'), event('Defined', 'Added')),
  ...unless('paused', guest('resume', { state: 'running', reason: 'migrated' }), event('Resumed', 'Migrated')),
  ...only('paused', guest('pause', { state: 'paused', reason: 'user' }), event('Suspended', 'Paused')),
];

/** The same where the guest may already run here while its memory still comes (qemuMigrationDstFinishFresh). */
const takeOverFilling = [
  ...only('persistent', guest('persist'), event('Defined', 'Added')),
  ...unless(
    'paused',
    ...inPrecopy(guest('resume', { state: 'running', reason: 'migrated' }), event('Resumed', 'Migrated')),
  ),
  ...unless(
    'paused',
    ...inPostcopy(guest('resume', { state: 'running', reason: 'post-copy' }), event('Resumed', 'Post-copy')),
  ),
  ...inPostcopy(guest('fill', { state: 'running', reason: 'migrated' }), event('Resumed', 'Migrated')),
  ...only('paused', guest('pause', { state: 'paused', reason: 'user' }), event('Suspended', 'Paused')),
];

const pause = guest('pause', { state: 'paused', reason: 'migration' });

/** A guest that is not to move live stands still before anything is sent (qemuMigrationSrcSetOffline). */
const unlessLive = unless('live', pause, suspended('Migrated'));

/** Back to the state before: libvirt resumes only what it had paused (qemuMigrationSrcRestoreDomainState). */
const carryOn = [guest('resume', { state: 'running', reason: 'migration canceled' }), event('Resumed', 'Migrated')];

/** How the source comes to post-copy: qemuProcessHandleStop knows of it only when QEMU was already switching. */
const pausedForPostcopy = [
  ...only('live', ...inPrecopy(pause, suspended('Migrated'))),
  ...inPrecopy(guest('complete')),
  ...inPostcopy(guest('pause', { state: 'paused', reason: 'post-copy' }), suspended('Post-copy'), guest('hand over')),
];
/** QEMU stops the guest and waits before it switches (pause-before-switchover), so clients hear of both. */
const pausedBeforeSwitchover = [
  ...only('live', pause, suspended('Migrated')),
  ...inPrecopy(guest('complete')),
  ...inPostcopy(guest('hand over', { state: 'paused', reason: 'post-copy' }), event('Suspended', 'Post-copy')),
];

/** The guest stays, on both hosts, when the stream breaks in post-copy (qemuMigrationAnyPostcopyFailed). */
const bothPaused = inPostcopy(
  guest('degrade', { state: 'paused', reason: 'post-copy failed' }),
  event('Suspended', 'Post-copy Error'),
);
/** The destination's goes on as far as it can (qemuMigrationDstPostcopyFailed). */
const destinationRuns = inPostcopy(
  guest('degrade', { state: 'running', reason: 'post-copy failed' }),
  event('Resumed', 'Post-copy Error'),
);

interface Postcopy {
  readonly stand: readonly Move[];
  readonly failedThere: readonly Move[];
}

const v3WithPostcopy = ({ stand, failedThere }: Postcopy): Score => [
  source('begin', [guest('describe')]),
  destination('prepare', [filter('migrate', 'begin')]),
  destination('prepare', [...arrive, event('Started', 'Migrated')], inPrecopy(...leave, event('Stopped', 'Failed'))),
  source('perform', [...unlessLive, guest('copy'), ...stand], [...inPrecopy(...carryOn), ...bothPaused]),
  destination('finish', takeOverFilling, failedThere),
  pointOfNoReturn,
  source('confirm', [...leave, only('undefinesource', guest('undefine')), event('Stopped', 'Migrated')].flat()),
];

/** libvirt 1.3.3 and later: the same, where a switch to post-copy may come. */
export const migrationV3Postcopy = v3WithPostcopy({ stand: pausedForPostcopy, failedThere: bothPaused });
/** libvirt 3.9.0 and later. */
export const migrationV3PausedBeforeSwitchover = v3WithPostcopy({
  stand: pausedBeforeSwitchover,
  failedThere: bothPaused,
});
/** libvirt 8.5.0 and later. */
export const migrationV3PostcopyRunsOn = v3WithPostcopy({
  stand: pausedBeforeSwitchover,
  failedThere: destinationRuns,
});

/**
 * Migration protocol 3: libvirt 0.9.2 and later, direct and peer-to-peer alike. The order within Prepare is measured
 * (recordings 3a-*); which of the operations exist is the profile's knowledge.
 */
export const migrationV3: Score = [
  source('begin', [guest('describe')]),
  destination('prepare', [filter('migrate', 'begin')]),
  destination('prepare', [...arrive, event('Started', 'Migrated')], [...leave, event('Stopped', 'Failed')]),
  source(
    'perform',
    [...unlessLive, guest('copy'), ...only('live', pause, suspended('Migrated')), guest('complete')],
    carryOn,
  ),
  destination('finish', takeOver),
  pointOfNoReturn,
  source('confirm', [...leave, only('undefinesource', guest('undefine')), event('Stopped', 'Migrated')]),
];

/** `--offline`: only the definition moves; the destination's `migrate` hook is the one hook (recordings 3b-offline*). */
export const migrationOffline: Score = [
  source('begin', [guest('describe')]),
  destination('prepare', [filter('migrate', 'begin')]),
  destination('finish', [guest('persist'), event('Defined', 'Added')]),
  pointOfNoReturn,
  source('confirm', [only('undefinesource', guest('undefine'))]),
];

const prepareV2 = destination(
  'prepare',
  [...arrive, event('Started', 'Migrated')],
  [...leave, event('Stopped', 'Failed')],
);

/** libvirt 0.8.0 and 0.8.1: a failed `start` leaves through a cleanup label that runs no hook (qemudStartVMDaemon). */
const prepareV2WithoutCleanupHook = [
  destination('prepare', arrive, [guest('stop')]),
  destination('prepare', [event('Started', 'Migrated')], [...leave, event('Stopped', 'Failed')]),
];

/** qemudDomainMigratePerform: a live guest is paused for the last part without an event; another is paused first. */
const performV2 = source(
  'perform',
  [...unless('live', pause, suspended('Migrated')), guest('copy'), ...only('live', pause), guest('complete')],
  carryOn,
);
const stopV2 = [...leave, event('Stopped', 'Migrated')];

const directV2 = (prepare: Score): Score => [
  source('begin', [guest('describe')]),
  ...prepare,
  performV2,
  pointOfNoReturn,
  source('perform', stopV2),
  destination('finish', takeOver),
];

const peerToPeerV2 = (prepare: Score): Score => [
  source('begin', [guest('describe')]),
  ...prepare,
  performV2,
  pointOfNoReturn,
  destination('finish', takeOver),
  source('confirm', stopV2),
];

/**
 * Migration protocol 2, the client conducts: the source stops its guest inside Perform, before the destination resumes
 * it. When Finish fails the guest is gone at the source and paused at the destination: the hole protocol 3 closed.
 */
export const migrationV2 = directV2([prepareV2]);
/**
 * Migration protocol 2, the source host conducts: Prepare2, the copy and Finish2 all happen inside the source's Perform,
 * so `stopped` comes after the destination resumed, or failed to: what Finish2 answers changes nothing at the source
 * (doNonTunnelMigrate; inferred). No Confirm crosses the wire; the last row is the end of Perform.
 */
export const migrationV2PeerToPeer = peerToPeerV2([prepareV2]);

export const migrationV2WithoutCleanupHook = directV2(prepareV2WithoutCleanupHook);
export const migrationV2PeerToPeerWithoutCleanupHook = peerToPeerV2(prepareV2WithoutCleanupHook);
