import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import { locked, newProgress, playScore, settle } from '../player/index.ts';
import type { Context } from './context.ts';

/** Ties a guest to the connection that started it: when that closes, the guest is destroyed (virsh start --autodestroy). */
export function autodestroyWith({ services, connection }: Context, domain: Domain): void {
  const { status } = domain;
  if (!isActive(status)) return;
  connection.onClose(() => {
    const gone = locked(services, domain, { api: 'DomainDestroy', connection, ifGone: 'go on' }, async () => {
      if (!isActive(domain.status) || domain.status.id !== status.id) return;
      const { driver, definition } = domain;
      const scene = { domain, driver, name: definition.name, cause: 'destroyed', progress: newProgress() } as const;
      await playScore(services, { ...scene }, 'autodestroy');
      await settle(services, domain);
    });
    services.unasked(gone);
  });
}
