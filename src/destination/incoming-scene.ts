import { type Definition, formatDomainXml, vintageOf } from '../domain/definition/index.ts';
import { domainOf, type Progress, type Scene, type Services, specOf } from '../player/index.ts';
import type { ParamsOf } from '../protocol/messages.ts';
import { checkQemuParameters } from '../protocol/qemu-parameters.ts';
import type { Gate } from './admit.ts';
import { type Place, refusePlace, waitingAt } from './waiting-at.ts';

interface Parts {
  readonly sent: Definition;
  readonly progress: Progress;
  readonly gate: Gate;
  readonly place: Place;
  readonly params: ParamsOf<'DomainMigratePrepare3Params'>;
}

/** What the moves of an incoming migration work on. The `migrate` hook reads the guest's migratable form. */
export function incomingScene(services: Services, { sent, progress, gate, place, params }: Parts): Scene {
  const read = services.hooks.present(sent.driver);
  const original = read ? formatDomainXml(sent, { kind: 'migratable' }, vintageOf(services.profile)) : undefined;
  const scene: Scene = {
    domain: undefined,
    driver: sent.driver,
    name: sent.name,
    cause: 'failed',
    progress,
    incoming: true,
    filtered: original,
    admit(filtered) {
      refusePlace(place, sent);
      return gate.admit(filtered === original ? undefined : filtered);
    },
    unlocked: gate.unlocked,
    async launch() {
      checkQemuParameters('destination', params.flags, params);
      const guest = await waitingAt(services, place, specOf(domainOf(scene)));
      gate.waitAt(guest.uri);
      scene.arriving = guest;
      return guest;
    },
  };
  return scene;
}
