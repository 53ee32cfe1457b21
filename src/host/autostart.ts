import { isActive } from '../domain/status.ts';
import { located, origins } from '../protocol/origins.ts';
import { startDomain } from './calls/start.ts';
import type { Context } from './context.ts';
import { daemonConnection } from './guest-exit.ts';

/** Starts what is marked for it; a guest whose hook refuses stays off and the daemon comes up all the same. */
export async function autostart(context: Omit<Context, 'connection'>): Promise<void> {
  const { services } = context;
  for (const domain of services.registry.all().filter((domain) => domain.autostart && !isActive(domain.status))) {
    try {
      await startDomain({ ...context, connection: daemonConnection }, domain, {}, 'DomainCreateWithFlags');
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      services.log({
        level: 'error',
        text: `${located(services.profile, origins.autostart)} : internal error: Failed to autostart VM '${domain.definition.name}': ${text}`,
      });
    }
  }
}
