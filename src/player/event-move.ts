import type { EventMove } from '../protocol/score.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

/** Writes the announcement to the journal; whoever registered for events reads it there. */
export function announce({ journal }: Services, { domain }: Scene, { event }: EventMove): undefined {
  if (!domain) return undefined;
  const { name, uuid } = domain.definition;
  journal.write({ kind: 'state', domain: name, driver: domain.driver, uuid, event });
}
