import type { OwnVirsh } from './own-virsh.ts';
import type { HostLetter } from './recording.ts';
import { isEventWithMeaning } from './without-meaning.ts';

/** `virsh event --all --loop` on one host, as the recorder had it. */
export interface EventWatch {
  readonly events: readonly string[];
  readonly ready: Promise<void>;
  stop(): void;
}

export function watchEvents(virsh: OwnVirsh, host: HostLetter): EventWatch {
  const events: string[] = [];
  const { ready, stop } = virsh.follow(host, ['-q', 'event', '--all', '--loop'], (text) => {
    if (text.startsWith("event '")) {
      if (isEventWithMeaning(text)) events.push(text.replace(/\n$/, ''));
    }
  });
  return { events, ready, stop };
}
