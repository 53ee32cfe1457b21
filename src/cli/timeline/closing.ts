import { type Audit, type Entry, exitWords, stateWords } from '../../journal/index.ts';
import type { StateReason } from '../../protocol/vocabulary.ts';
import { plain } from './line.ts';

/** How it ended, in one sentence or two, from the audit and the states that the journals end with. */
export function closing(audit: Audit, entries: readonly Entry[]): string {
  const sentences = [outcomeSentence(audit, entries), ...audit.remarks.map((remark) => sentence(remark))];
  return sentences.join(' ');
}

function outcomeSentence(audit: Audit, entries: readonly Entry[]): string {
  const where = finalStates(entries);
  switch (audit.outcome) {
    case 'migrated':
      return `Migrated: ${where || 'only the definition moved'}.`;
    case 'done':
      return where ? `Done: ${where}.` : 'Done.';
    case 'aborted':
      return `Aborted${because(audit)}.${where ? ` Now ${where}.` : ''}`;
    case 'left as libvirt leaves it':
      return 'Neither migrated nor undone: this is how libvirt itself leaves it.';
  }
}

function because({ refused }: Audit): string {
  const [call] = refused;
  if (!call) return '';
  const said = plain(call.stderr ?? '');
  return `: ${call.host}'s ${call.operation} hook refused with ${exitWords(call)}${said ? `, \u201c${said}\u201d` : ''}`;
}

/** `web1 is running (migrated) on destination and shut off (migrated) on source`. */
function finalStates(entries: readonly Entry[]): string {
  const states = new Map<string, { domain: string; host: string; state: StateReason }>();
  for (const entry of entries) {
    if (entry.kind !== 'state' || entry.state === undefined) continue;
    const { host, domain, state, reason } = entry;
    states.set(`${host} ${domain}`, { host, domain, state: { state, reason: reason ?? 'unknown' } as StateReason });
  }
  const order = ['running', 'paused', 'shutoff'];
  const all = [...states.values()].sort((a, b) => order.indexOf(a.state.state) - order.indexOf(b.state.state));
  const words = all.map(({ host, state }) => `${stateWords(state)} on ${host}`);
  return words.length > 0 ? `${plain(all[0]?.domain ?? '')} is ${words.join(' and ')}` : '';
}

const sentence = (remark: string) => `${remark.charAt(0).toUpperCase()}${remark.slice(1)}.`;
