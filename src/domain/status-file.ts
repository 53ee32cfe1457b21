import { LibvirtError } from '../protocol/errors.ts';
import { formatDomainXml } from './definition/index.ts';
import type { Domain } from './domain.ts';
import { liveForm } from './live-form.ts';
import { isActive } from './status.ts';

/**
 * What a daemon must know to find a running guest again: libvirt's `<domstatus>` around the live XML, at
 * `run/qemu/NAME.xml` (qemuDomainObjPrivateXMLFormat), as far as hooklab's guests have it.
 */
export function statusFile(domain: Domain): string {
  const { status, job } = domain;
  if (!isActive(status)) throw new LibvirtError('internal error', `domain '${domain.definition.name}' is not active`);
  const live = formatDomainXml(domain.definition, { ...liveForm(domain, 'started', status.id), secure: true });
  const phase = job ? `  <job type='none' async='${asyncJob(job.operation)}' phase='${job.phase ?? 'none'}'/>\n` : '';
  return [
    `<domstatus state='${status.state}' reason='${status.reason}' pid='${status.guest?.pid ?? 0}'>\n`,
    phase,
    live.replace(/^/gm, '  ').trimEnd(),
    '\n</domstatus>\n',
  ].join('');
}

const asyncJob = (operation: string) =>
  ({ 'Outgoing migration': 'migration out', 'Incoming migration': 'migration in' })[operation] ??
  operation.toLowerCase();

/** A status file read back: the pid of the guest's process and the definition it ran with. */
export interface KeptStatus {
  readonly pid: number;
  /** The id it ran with. */
  readonly id: number;
  readonly phase: string | undefined;
  readonly xml: string;
}

/** Reads a status file; undefined for text that is none (a file cut short by a full disk, say). */
export function readStatusFile(text: string): KeptStatus | undefined {
  const head = /^<domstatus state='[a-z]+' reason='[^']*' pid='(\d+)'>\n/.exec(text);
  const start = text.indexOf('  <domain');
  const end = text.lastIndexOf('</domain>');
  if (!head || start < 0 || end < start) return undefined;
  const phase = /<job [^>]*phase='([^']*)'/.exec(text.slice(0, start))?.[1];
  const xml = text.slice(start, end + '</domain>'.length).replace(/^ {2}/gm, '');
  const id = Number(/^<domain [^>]*id='(\d+)'/.exec(xml)?.[1] ?? 0);
  return { pid: Number(head[1]), id, phase, xml: `${xml}\n` };
}
