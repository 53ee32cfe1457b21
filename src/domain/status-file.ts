import { LibvirtError } from '../protocol/errors.ts';
import { type MigrationPhase, type StateReason, stateReasons } from '../protocol/vocabulary.ts';
import type { Domain } from './domain.ts';
import type { Job } from './job.ts';
import { liveText } from './live-text.ts';
import { isActive } from './status.ts';

/**
 * What a daemon must know to find a running guest again: libvirt's `<domstatus>` around the live XML, at
 * `run/qemu/NAME.xml` (qemuDomainObjPrivateXMLFormat), as far as hooklab's guests have it.
 */
export function statusFile(domain: Domain, { leaving = false, destroyed = false } = {}): string {
  const { status, job } = domain;
  if (!isActive(status)) throw new LibvirtError('internal error', `domain '${domain.definition.name}' is not active`);
  const phase = job ? `  <job type='none' async='${asyncJob(job.operation)}' phase='${phaseOf(job)}'/>\n` : '';
  return [
    `<domstatus state='${status.state}' reason='${status.reason}' pid='${status.guest?.pid ?? 0}'>\n`,
    ...domain.taints.map((taint) => `  <taint flag='${taint}'/>\n`),
    phase,
    leaving ? `  ${destroyed ? destroyedMark : leavingMark}\n` : '',
    liveText(domain, status.id),
    '\n</domstatus>\n',
  ].join('');
}

/** What the file says once the guest's process was ended: its hooks are still to come. */
const leavingMark = '<leaving/>';
const destroyedMark = "<leaving monitor='none'/>";

const asyncJob = (operation: string) =>
  ({ 'Outgoing migration': 'migration out', 'Incoming migration': 'migration in' })[operation] ??
  operation.toLowerCase();

/** libvirt tells a Perform that is done from one under way: what a new daemon does about them differs. */
const phaseOf = ({ phase, performed }: Job) => (performed ? 'performed' : (phase ?? 'none'));

const reasonsOf = ({ state }: StateReason): readonly string[] => (stateReasons[state] ?? []).map(([reason]) => reason);

/**
 * Whether a new daemon cannot make anything of the file: QEMU tells of the signal it is destroyed with, and libvirt
 * writes that down when it has let go of its monitor already (recordings 14a-destroy-stopped-KILL, 14d-*).
 */
export const lacksMonitor = (text: string): boolean => {
  const start = text.indexOf('  <domain');
  return start >= 0 && text.slice(0, start).includes(destroyedMark);
};

/** A status file read back: the pid of the guest's process and the definition it ran with. */
export interface KeptStatus {
  /** Its state and reason as the daemon last wrote them. */
  readonly status: StateReason;
  /** The job that was open: `migration in`, `migration out`, `save` and so on. */
  readonly job: string | undefined;
  readonly pid: number;
  /** The id it ran with. */
  readonly id: number;
  readonly phase: MigrationPhase | 'performed' | 'none' | undefined;
  readonly xml: string;
  readonly taints: readonly string[];
  /** Its process had been ended when the daemon was, in the middle of qemuProcessStop. */
  readonly leaving: boolean;
}

/** Reads a status file; undefined for text that is none (a file cut short by a full disk, say). */
export function readStatusFile(text: string): KeptStatus | undefined {
  const head = /^<domstatus state='([a-z]+)' reason='([^']*)' pid='(\d+)'>\n/.exec(text);
  const start = text.indexOf('  <domain');
  const end = text.lastIndexOf('</domain>');
  if (!head || start < 0 || end < start) return undefined;
  const [, job, phase] = /<job [^>]*async='([^']*)' phase='([^']*)'/.exec(text.slice(0, start)) ?? [];
  const xml = text.slice(start, end + '</domain>'.length).replace(/^ {2}/gm, '');
  const id = Number(/^<domain [^>]*id='(\d+)'/.exec(xml)?.[1] ?? 0);
  const [, state = '', reason = '', pid] = head;
  const status = { state, reason } as StateReason;
  if (!reasonsOf(status).includes(reason)) return undefined;
  const taints = [...text.slice(0, start).matchAll(/<taint flag='([a-z-]*)'\/>/g)].map(([, flag = '']) => flag);
  const leaving = text.slice(0, start).includes(leavingMark);
  return { leaving, taints, status, job, phase: phase as KeptStatus['phase'], pid: Number(pid), id, xml: `${xml}\n` };
}
