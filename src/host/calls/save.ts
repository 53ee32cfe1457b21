import type { Domain } from '../../domain/domain.ts';
import { isActive } from '../../domain/status.ts';
import {
  locked,
  modifying,
  newProgress,
  playScore,
  type SaveWish,
  type Scene,
  type Services,
} from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { type Context, domainFor, type Handler, notRunning } from '../context.ts';
import { refuseLxc } from '../refuse-lxc.ts';
import { withJob } from '../with-job.ts';

/** Writes the guest's state to a file of the caller's choice, and stops it. */
export const save: Handler<'DomainSave'> = async (context, params, api) => {
  refuseLxc(params.driver, 'virDomainSave');
  return saveGuest(context, domainFor(context, params), api, params);
};

/** Writes it where the next start finds it by itself. */
export const managedSave: Handler<'DomainManagedSave'> = async (context, params, api) => {
  refuseLxc(params.driver, 'virDomainManagedSave');
  const domain = domainFor(context, params);
  if (!domain.persistent)
    throw new LibvirtError('operation invalid', 'cannot do managed save for transient domain', 'qemu');
  return saveGuest(context, domain, api, { restored: params.restored });
};

/** Forgets the image; the next start boots the guest. */
export const managedSaveRemove: Handler<'DomainManagedSaveRemove'> = async (context, params, api) => {
  const { services, connection } = context;
  refuseLxc(params.driver, 'virDomainManagedSaveRemove');
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    if (!domain.managedSave) throw noImage(services.keeper.managedPath(domain));
    await dropManagedSave(services, domain);
    return {};
  });
};

const noImage = (path: string) =>
  new LibvirtError('system error', `Failed to remove managed save file '${path}': No such file or directory`, 'qemu');

export async function dropManagedSave({ keeper }: Services, domain: Domain): Promise<void> {
  domain.managedSave = false;
  await keeper.dropManaged(domain);
}

async function saveGuest(context: Context, domain: Domain, api: 'DomainSave' | 'DomainManagedSave', wish: SaveWish) {
  const { services, connection } = context;
  return modifying(services, domain, { api, connection }, (held) =>
    withJob(context, domain, 'Save', api, async () => {
      if (!isActive(domain.status)) throw notRunning();
      const scene: Scene = {
        domain,
        driver: domain.driver,
        name: domain.definition.name,
        cause: 'saved',
        progress: newProgress(),
        unlocked: held.unlocked,
        save: { path: wish.path, xml: wish.xml, restored: wish.restored },
      };
      const failure = await playScore(services, scene, 'save');
      if (failure) throw failure;
      return {};
    }),
  );
}
