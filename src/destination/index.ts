import type { Services } from '../player/index.ts';
import type { Connection, DestinationSide } from '../protocol/sides.ts';
import { finish } from './finish.ts';
import { createLastWords } from './last-words.ts';
import type { Incoming } from './migration.ts';
import { prepare } from './prepare.ts';

/** The destination role of a host; each connection gets its own view of it. */
export function createDestination(services: Services): DestinationRole {
  const incoming: Incoming = new Map();
  const lastWords = createLastWords();
  const side = (connection: Connection): DestinationSide => ({
    prepare: (params) => prepare({ services, incoming, lastWords, connection }, params),
    finish: (params) => finish({ services, incoming, lastWords, connection }, params),
  });
  // Also one whose Prepare is still under way: what it says there is the Finish's to tell (recording 6k-B-started-tunnelled-guestB-KILL).
  const isIncoming = (name: string) =>
    incoming.has(name) || services.registry.byName('qemu', name)?.job?.operation === 'Incoming migration';
  return {
    side,
    guestDied(name, text) {
      if (isIncoming(name)) lastWords.say(name, text);
    },
    isIncoming,
  };
}

export interface DestinationRole {
  side(connection: Connection): DestinationSide;
  /** The incoming guest's process ended: Finish will be answered with this text. */
  guestDied(name: string, text: string): void;
  isIncoming(name: string): boolean;
}
