import type { EventNotice } from '../../protocol/messages.ts';
import type { GuestNotice } from '../../protocol/notices.ts';
import { jobOperations } from '../../protocol/vocabulary.ts';
import { quoted } from './quoting.ts';

/** A line of `virsh event` (facts D), with the client's time before it where that is given (milliseconds since 1970). */
export function eventText(
  { domain, event, detail, notice }: EventNotice,
  { libvirt, now }: { libvirt: string; now?: number | undefined },
): string {
  const stamp = now === undefined ? '' : `${timestamp(now)}: `;
  const whose = `for domain ${quoted({ libvirt }, domain)}`;
  if (notice) return `${stamp}event '${notice.event}' ${whose}${noticeText(notice)}\n`;
  return `${stamp}event 'lifecycle' ${whose}: ${event} ${detail}\n`;
}

const timestamp = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '+0000');

/** What an event tells beyond its name and its domain, as virsh prints it (vshEventPrint's formats). */
function noticeText(notice: GuestNotice): string {
  switch (notice.event) {
    case 'reboot':
      return '';
    case 'migration-iteration':
      return `: iteration: '${notice.iteration}'`;
    case 'job-completed':
      return `:\n${jobLines(notice)}`;
    case 'balloon-change':
      return `: ${notice.kib}KiB`;
    case 'agent-lifecycle':
      return `: state: '${notice.state}' reason: '${notice.reason}'`;
    case 'metadata-change':
      return `: type ${notice.type}, uri ${notice.uri ?? '<null>'}`;
    case 'tray-change':
      return ` disk ${notice.alias}: ${notice.tray}`;
    case 'tunable':
      return `:\n${parameterLines(notice.parameters)}`;
    default:
      return `: ${notice.alias}`;
  }
}

const parameterLines = (parameters: Readonly<Record<string, string | number>>) =>
  Object.entries(parameters)
    .map(([name, value]) => `\t${name}: ${value}`)
    .join('\n');

const jobLines = ({ operation, stats }: Extract<GuestNotice, { event: 'job-completed' }>) =>
  parameterLines({ operation: jobOperations.indexOf(operation), ...mapped(stats, Math.round) });

const mapped = (stats: Readonly<Record<string, number>>, by: (value: number) => number) =>
  Object.fromEntries(Object.entries(stats).map(([name, value]) => [name, by(value)]));
