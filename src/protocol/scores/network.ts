import { host, ignored, mayAbort, network, type Score } from '../score.ts';

/**
 * A network's own life (networkStartNetwork). What a failing hook leaves is not undone and `stopped` is not called: the
 * function that would do it returns at once for a network that is not active yet (recordings 7b-net-start-fails and
 * 7b-net-started-fails).
 */
export const networkStart: Score = [
  host([mayAbort('start', 'begin'), network('bring up'), mayAbort('started', 'begin'), network('activate')]),
];
export const networkDestroy: Score = [host([network('bring down'), ignored('stopped', 'end'), network('deactivate')])];
/** The change is in effect and saved when the hook hears of it; nobody looks at how it ended (networkUpdate; asked of 9.0.0). */
export const networkUpdate: Score = [host([network('update'), ignored('updated', 'begin')])];

/** A guest's interface gets a port; the operation has the name the release knows it by (networkAllocatePort). */
export const portCreate: Score = [
  host([network('allocate'), mayAbort('plugged', 'begin'), mayAbort('port-created', 'begin')], [network('release')]),
  // A port of that uuid may be there: what the hook was told then has to be taken back (networkPortCreateXML).
  host([network('keep')], [ignored('unplugged', 'begin'), ignored('port-deleted', 'begin')]),
];
/** The sub-operation is begin, though it is an end (facts A4; networkReleasePort). */
export const portDelete: Score = [
  host([network('release'), ignored('unplugged', 'begin'), ignored('port-deleted', 'begin'), network('drop')]),
];
/** A port that was there before the daemon: its hook is called again, and a failure only costs the count (networkNotifyPort). */
export const portRenew: Score = [
  host([network('allocate'), mayAbort('plugged', 'begin'), mayAbort('port-created', 'begin')], [network('release')]),
];
