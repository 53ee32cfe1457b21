import type { Operation } from '../../protocol/vocabulary.ts';
import type { Stage } from './form.ts';

/**
 * How far a guest is made when an operation's hook is called; its XML shows it (libvirt-facts.md A2, stdin). The other
 * operations are filters, which read what may still be changed.
 */
export const stageOf: Partial<Record<Operation, Stage>> = {
  prepare: 'prepare',
  start: 'start',
  started: 'started',
  stopped: 'stopped',
  release: 'release',
  reconnect: 'started',
  attach: 'started',
};
