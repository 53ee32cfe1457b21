import type { Services } from '../player/index.ts';
import type { Connection } from '../protocol/sides.ts';
import type { DomainDriver, MigrationPhase } from '../protocol/vocabulary.ts';
import type { LastWords } from './last-words.ts';
import type { Incoming, IncomingState } from './migration.ts';

/** What each phase of the destination works with. */
export interface Role {
  readonly services: Services;
  readonly incoming: Incoming;
  readonly lastWords: LastWords;
  readonly connection: Connection;
}

/** The migration is over for this host, however it went. */
export function close({ incoming }: Role, name: string, migration: IncomingState): void {
  migration.forgetConnection();
  incoming.delete(name);
  if (migration.domain?.job === migration.job) migration.domain.job = undefined;
  migration.job.end();
}

/** Journals a phase on its way in and out; a failure is told and thrown on. */
export async function phase<T>(
  { services }: Role,
  of: { name: string; driver: DomainDriver },
  name: MigrationPhase,
  more: object,
  work: () => Promise<T>,
): Promise<T> {
  const note = { kind: 'phase', domain: of.name, driver: of.driver, phase: name, side: 'destination' } as const;
  services.journal.write({ ...note, moment: 'entered', ...more });
  try {
    const result = await work();
    services.journal.write({ ...note, moment: 'left', ...more });
    return result;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    services.journal.write({ ...note, moment: 'failed', ...more, error: text });
    throw error;
  }
}
