import { type Audit, type Entry, exitWords, stateWords } from '../../journal/index.ts';
import type { StateReason } from '../../protocol/vocabulary.ts';
import { cut, plain } from './line.ts';

/** How it ended, in one sentence, and what is to be remarked, from the audit and the states that the journals end with. */
export function closing(audit: Audit, entries: readonly Entry[]): string {
  const remarks = audit.remarks.map((remark) => sentence(withoutPlaces(remark)));
  if (audit.outcome !== 'left as libvirt leaves it') return [outcomeSentence(audit, entries), ...remarks].join(' ');
  // Where the guest is, which is all that counts now, is the last remark.
  const where = remarks.pop() ?? '';
  return [where, audit.ok ? 'libvirt itself leaves it so.' : 'The score does not allow that.', ...remarks].join(' ');
}

function outcomeSentence(audit: Audit, entries: readonly Entry[]): string {
  const where = finalStates(entries);
  switch (audit.outcome) {
    case 'aborted':
      return `Aborted${because(audit)}.${where ? ` Now ${where}.` : ''}`;
    case 'done':
      return where ? `Done: ${where}.` : 'Done.';
    default:
      return `Migrated: ${where || 'only the definition moved'}.`;
  }
}

function because({ refused }: Audit): string {
  const [call] = refused;
  if (!call) return '';
  const said = cut(plain(call.stderr ?? ''), 120);
  return `: ${call.host}'s ${call.operation} hook refused with ${exitWords(call)}${said ? `, \u201c${said}\u201d` : ''}`;
}

/** A slide needs no numbers of journal entries. */
const withoutPlaces = (remark: string) => remark.replace(/ \(\S+ \d+\)/g, '');

/** `web1 is running (migrated) on destination and shut off (migrated) on source`. */
function finalStates(entries: readonly Entry[]): string {
  const states = new Map<string, { domain: string; host: string; state: StateReason }>();
  for (const entry of entries) {
    if (entry.kind !== 'state') continue;
    const { host, domain, state, reason, change } = entry;
    // Nothing is left of a guest that is off and forgotten.
    if (change === 'forget' && states.get(`${host} ${domain}`)?.state.state === 'shutoff')
      states.delete(`${host} ${domain}`);
    else if (state !== undefined)
      states.set(`${host} ${domain}`, { host, domain, state: { state, reason: reason ?? 'unknown' } as StateReason });
  }
  const order = ['running', 'paused', 'shutoff'];
  const all = [...states.values()].sort((a, b) => order.indexOf(a.state.state) - order.indexOf(b.state.state));
  const words = all.map(({ host, state }) => `${stateWords(state)} on ${host}`);
  return words.length > 0 ? `${plain(all[0]?.domain ?? '')} is ${words.join(' and ')}` : '';
}

const sentence = (remark: string) => `${remark.charAt(0).toUpperCase()}${remark.slice(1)}.`;
