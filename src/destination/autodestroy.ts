import { isActive } from '../domain/status.ts';
import { locked, playScore, settle } from '../player/index.ts';
import type { IncomingState } from './migration.ts';
import { close, type Role } from './role.ts';

/**
 * The conductor's connection closed between Prepare and Finish: the guest is destroyed, with its hooks, even while its
 * state still arrives (qemuProcessAutoDestroy; recording 3g-kill-virsh-direct).
 */
export async function autodestroy(role: Role, name: string, migration: IncomingState): Promise<void> {
  const { services, connection } = role;
  const { domain, scene } = migration;
  if (migration.finishing) return;
  services.journal.write({
    kind: 'daemon',
    what: 'client gone',
    text: `${connection.client}, which conducted the migration of ${name}`,
  });
  if (!domain) return close(role, name, migration);
  await locked(services, domain, { api: 'DomainMigratePrepare3Params', connection, ifGone: 'go on' }, async () => {
    if (role.incoming.get(name) !== migration) return;
    close(role, name, migration);
    if (!isActive(domain.status)) return;
    scene.cause = 'destroyed';
    await playScore(services, scene, 'autodestroy');
    await settle(services, domain);
  });
}
