import { createPerformer, locked, playRows, settle, undoRows } from '../player/index.ts';
import { rowsOf } from '../protocol/arrange.ts';
import { parseCookie } from '../protocol/cookie.ts';
import type { ParamsOf, ResultOf } from '../protocol/messages.ts';
import type { OutgoingState } from './migration.ts';
import { close, domainOf, migrationOf, phase, type Role } from './role.ts';

const api = 'DomainMigrateConfirm3Params';

/**
 * Confirm: the destination runs the guest, so it stops here; its hooks cannot abort anything. Cancelled: what Perform
 * did to the guest is undone.
 */
export async function confirm(role: Role, params: ParamsOf<typeof api>): Promise<ResultOf<typeof api>> {
  const domain = domainOf(role, params);
  const { cancelled } = params;
  const migration = migrationOf(role, domain);
  const { services } = role;
  return locked(services, domain, { api, connection: role.connection, ifGone: 'go on' }, (held) =>
    phase(role, domain, 'confirm', { cancelled }, async () => {
      if (params.cookie) services.journal.heard(parseCookie(params.cookie).known);
      Object.assign(migration.job, { phase: 'confirm', api, discard: undefined });
      // From here on it does not matter whether the conductor is there (qemuMigrationSrcConfirmPhase).
      migration.forgetConnection();
      const play = { performer: createPerformer(services, migration.scene), progress: migration.progress };
      const { after } = rowsOf(migration.score, 'source', 'confirm');
      await held.unlocked(() => settled(migration));
      if (cancelled) await undoRows(play);
      if (params.unanswered && migration.performed) sayUnknown(role, migration);
      if (!cancelled) await playRows({ rows: after, ...play, final: true });
      close(role, migration);
      await settle(services, domain);
      return {};
    }),
  );
}

/** After post-copy the other host knows first that all has come, or never will. */
const settled = ({ scene: { filling } }: OutgoingState) => filling?.catch(() => undefined) ?? Promise.resolve();

/** Protocol 3's hole (recordings 3j-*): Finish may have let the guest run there before its answer was lost. */
function sayUnknown({ services: { journal } }: Role, { domain }: OutgoingState): void {
  const { name } = domain.definition;
  const text = `the destination's answer to Finish was lost: domain ${name} runs on here, and may run there as well`;
  journal.write({ kind: 'fault', fault: 'split brain', domain: name, text });
}
