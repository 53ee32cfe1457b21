import type { EventMove } from '../protocol/score.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

/** Writes the announcement to the journal; whoever registered for events reads it there. */
export function announce({ journal }: Services, { domain, redefined }: Scene, move: EventMove): undefined {
  if (!domain) return undefined;
  const updated = redefined && move.event.type === 'Defined';
  const event = updated ? ({ type: 'Defined', detail: 'Updated' } as const) : move.event;
  const { name, uuid } = domain.definition;
  journal.write({ kind: 'state', domain: name, driver: domain.driver, uuid, event });
}
