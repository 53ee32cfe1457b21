import { event, guest, host, ignored, mayAbort, port, type Score } from '../score.ts';

/** The guest is gone before `stopped`, whose XML still has the id (libxlDomainCleanup). */
const leave = [guest('stop'), ignored('stopped', 'end'), port('delete'), ignored('release', 'end')];

const create = [
  mayAbort('start', 'begin'),
  guest('create'),
  guest('resume', { state: 'running', reason: 'booted' }),
  mayAbort('started', 'begin'),
];
const start: Score = [
  // A failing `prepare` only gives the devices back (facts A5).
  host([guest('initialise'), mayAbort('prepare', 'begin'), port('create')], [port('delete'), guest('stop')]),
  host([...create, event('Started', 'Booted')], leave),
];

/**
 * The Xen driver, libvirt 2.1.0 and later, as far as its order is written down: the hooks are facts A5, the announcements
 * those of libxl_driver.c. Its incoming migration starts the guest while the stream arrives, in an order that is not, so
 * there is no score for what loads a guest.
 */
export const libxlScores = {
  start,
  destroy: [host([...leave, event('Stopped', 'Destroyed')])],
  'power off': [host([...leave, event('Stopped', 'Shutdown')])],
  crash: [host([...leave, event('Stopped', 'Crashed')])],
  'dump crash': [host([...leave, event('Stopped', 'Crashed')])],
  save: [host([guest('write'), ...leave, event('Stopped', 'Saved')])],
  reconnect: [host([mayAbort('reconnect', 'begin')], leave)],
} as const satisfies Readonly<Record<string, Score>>;
