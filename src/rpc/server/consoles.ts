import type { Journal } from '../../journal/index.ts';
import type { CallStream } from './streams.ts';

/** Who sits at which guest's console: one client each, unless the next one insists (virChrdevOpen). */
export interface Consoles {
  /** Sits down. False when somebody is there and `force` is not set; with it, whoever was there is ended. */
  take(at: Seat, stream: CallStream, force: boolean): boolean;
  leave(at: Seat, stream: CallStream): void;
}

/** A guest's device. */
export interface Seat {
  readonly guest: string;
  readonly device: string;
}

/** Sessions end with their guest, until the signal. */
export function createConsoles(journal: Journal, signal: AbortSignal): Consoles {
  const taken = new Map<string, CallStream>();
  const keyOf = ({ guest, device }: Seat) => `${guest} ${device}`;
  void endWithGuests();

  async function endWithGuests() {
    for await (const entry of journal.follow(journal.known()[journal.host] ?? 0, signal))
      if (entry.kind === 'state' && entry.event?.type === 'Stopped') end(entry.uuid);
  }
  function end(guest: string) {
    for (const [key, stream] of taken) {
      if (!key.startsWith(`${guest} `)) continue;
      stream.end();
      taken.delete(key);
    }
  }
  return {
    take(at, stream, force) {
      const before = taken.get(keyOf(at));
      if (before && !force) return false;
      before?.end();
      taken.set(keyOf(at), stream);
      return true;
    },
    leave(at, stream) {
      if (taken.get(keyOf(at)) === stream) taken.delete(keyOf(at));
    },
  };
}
