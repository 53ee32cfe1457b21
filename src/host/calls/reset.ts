import { isActive } from '../../domain/status.ts';
import { modifying } from '../../player/index.ts';
import { type Context, domainFor, type Handler, notRunning } from '../context.ts';

/** Presses the reset button: the guest begins again, no hook runs. */
export const reset: Handler<'DomainReset'> = (context, params, api) => again(context, params, api);

/** Asks the guest to reboot; with nothing booted there is nobody to hear it, and libvirt answers the same. */
export const reboot: Handler<'DomainReboot'> = (context, params, api) => again(context, params, api);

async function again(
  context: Context,
  params: Parameters<Handler<'DomainReset'>>[1],
  api: 'DomainReset' | 'DomainReboot',
): Promise<Record<string, never>> {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return modifying(services, domain, { api, connection }, async () => {
    const { status, definition, driver } = domain;
    if (!isActive(status) || !status.guest) throw notRunning();
    if (api === 'DomainReboot' && !definition.hasBootSource) return {};
    await status.guest.reset();
    services.journal.write({ kind: 'state', domain: definition.name, driver, uuid: definition.uuid, change: 'reset' });
    return {};
  });
}
