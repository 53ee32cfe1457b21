import type { EventNotice } from '../../protocol/messages.ts';
import { quoted } from './quoting.ts';

/** A line of `virsh event` (facts D), with the client's time before it where that is given (milliseconds since 1970). */
export function eventText(
  { domain, event, detail }: EventNotice,
  { libvirt, now }: { libvirt: string; now?: number | undefined },
): string {
  const stamp = now === undefined ? '' : `${timestamp(now)}: `;
  return `${stamp}event 'lifecycle' for domain ${quoted({ libvirt }, domain)}: ${event} ${detail}\n`;
}

const timestamp = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '+0000');
