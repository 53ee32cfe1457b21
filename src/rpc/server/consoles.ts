import type { CallStream } from './streams.ts';

/** Who sits at which guest's console: one client each, unless the next one insists (virChrdevOpen). */
export interface Consoles {
  /** Sits down. False when somebody is there and `force` is not set; with it, whoever was there is ended. */
  take(guest: string, stream: CallStream, force: boolean): boolean;
  leave(guest: string, stream: CallStream): void;
}

export function createConsoles(): Consoles {
  const taken = new Map<string, CallStream>();
  return {
    take(guest, stream, force) {
      const before = taken.get(guest);
      if (before && !force) return false;
      before?.end();
      taken.set(guest, stream);
      return true;
    },
    leave(guest, stream) {
      if (taken.get(guest) === stream) taken.delete(guest);
    },
  };
}
