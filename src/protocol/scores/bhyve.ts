import { guest, host, ignored, mayAbort, type Score } from '../score.ts';

const leave = [guest('stop'), ignored('stopped', 'end'), ignored('release', 'end')];

/**
 * FreeBSD's driver, libvirt 6.1.0 and later. When a hook of its start fails the guest is destroyed and no further hook
 * runs (facts A5, bhyve_process.c). Its announcements are not written down.
 */
export const bhyveScores = {
  // It does not migrate.
  migrate: [],
  'migrate p2p': [],
  'migrate offline': [],
  start: [
    host(
      [
        guest('initialise'),
        mayAbort('prepare', 'begin'),
        mayAbort('start', 'begin'),
        guest('create'),
        guest('resume', { state: 'running', reason: 'booted' }),
        mayAbort('started', 'begin'),
      ],
      [guest('stop')],
    ),
  ],
  destroy: [host(leave)],
  'power off': [host(leave)],
} as const satisfies Readonly<Record<string, Score>>;
