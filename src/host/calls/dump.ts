import { formatDomainXml } from '../../domain/definition/index.ts';
import type { Domain } from '../../domain/domain.ts';
import { savedHead } from '../../domain/save-file.ts';
import { type ActiveStatus, isActive } from '../../domain/status.ts';
import { modifying, newProgress, playScore, type Services, savingJob } from '../../player/index.ts';
import type { ParamsOf } from '../../protocol/messages.ts';
import { domainFor, type Handler, notRunning } from '../context.ts';
import { refuseLxc } from '../refuse-lxc.ts';
import { withJob } from '../with-job.ts';
import { changed } from './pause.ts';

type Params = ParamsOf<'DomainCoreDump'>;

/** Writes what the guest's memory holds to a file. The guest stands still meanwhile and goes on, unless it is to crash. */
export const coreDump: Handler<'DomainCoreDump'> = async (context, params, api) => {
  const { services, connection } = context;
  refuseLxc(params.driver, 'virDomainCoreDump');
  const domain = domainFor(context, params);
  return modifying(services, domain, { api, connection }, () =>
    withJob(context, domain, 'Dump', api, async () => {
      const { status } = domain;
      if (!isActive(status) || !status.guest) throw notRunning();
      await standStill(services, domain, status);
      try {
        await services.keeper.checkRoom(params.path);
        await write(services, domain, params.path);
      } catch (error) {
        await resume(services, domain, { ...params, reset: false }, status);
        throw error;
      }
      await goOn(services, domain, params, status);
      return {};
    }),
  );
};

async function standStill(services: Services, domain: Domain, { state, id, guest }: ActiveStatus): Promise<void> {
  if (state === 'paused' || !guest) return;
  await guest.pause();
  domain.status = { state: 'paused', reason: 'dump', id, guest };
  await changed(services, domain, { type: 'Suspended', detail: 'Paused' });
}

async function write(services: Services, domain: Domain, path: string): Promise<void> {
  if (!isActive(domain.status) || !domain.status.guest) throw notRunning();
  const xml = formatDomainXml(domain.definition, { kind: 'migratable' });
  const { guest } = domain.status;
  await savingJob(services, domain, 'Dump', guest, () => guest.save(path, savedHead({ xml, wasRunning: false })));
}

/** A guest that is told to crash leaves with its hooks (real-libvirt.md, section 4). */
async function goOn(services: Services, domain: Domain, params: Params, before: ActiveStatus): Promise<void> {
  const { driver, definition } = domain;
  const scene = { domain, driver, name: definition.name, cause: 'crashed', progress: newProgress() } as const;
  if (params.crash) await playScore(services, { ...scene }, 'dump crash');
  else await resume(services, domain, params, before);
}

async function resume(services: Services, domain: Domain, { reset }: Params, before: ActiveStatus): Promise<void> {
  const { guest, id, state } = before;
  if (reset) await guest?.reset();
  if (state !== 'running' || !guest) return;
  await guest.resume();
  domain.status = { state: 'running', reason: 'unpaused', id, guest };
  await changed(services, domain, { type: 'Resumed', detail: 'Unpaused' });
}
