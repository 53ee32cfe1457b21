import { hasBalloon, withCurrentMemory, withMaxMemory, withStatsPeriod } from '../../domain/definition/index.ts';
import type { Domain } from '../../domain/domain.ts';
import { tell } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { changing } from '../change-definition.ts';
import type { Context, Handler } from '../context.ts';

/** How much memory a guest has, or how much of it is in use (qemuDomainSetMemoryFlags). */
export const setMemory: Handler<'DomainSetMemoryFlags'> = (context, params, api) => {
  const { kib, maximum } = params;
  if (maximum)
    return changing(context, params, api, {
      config: (definition) => withMaxMemory(definition, kib),
      live: ({ driver }) => {
        throw new LibvirtError('operation invalid', 'cannot resize the maximum memory on an active domain', driver);
      },
      liveFirst: true,
    });
  return changing(context, params, api, {
    config(definition, domain) {
      checkRoom(domain, kib, definition.memoryKib);
      return withCurrentMemory(definition, kib);
    },
    live: (domain) => inflate(context, domain, kib, params.config === true),
    liveFirst: true,
  });
};

function checkRoom({ driver }: Domain, kib: number, most: number): void {
  if (kib > most)
    throw new LibvirtError('invalid argument', 'invalid argument: cannot set memory higher than max memory', driver);
}

/** Somebody in the guest gives memory back, or takes it again; where nobody is, the wish stays one. */
function inflate({ services }: Context, domain: Domain, kib: number, andConfig: boolean) {
  const { definition, persistent, status, driver } = domain;
  checkRoom(
    domain,
    kib,
    Math.min(definition.memoryKib, andConfig ? (persistent?.memoryKib ?? kib) : kib + definition.memoryKib),
  );
  if (driver === 'lxc') return withCurrentMemory(definition, kib);
  if (!hasBalloon(definition)) throw noBalloon();
  if (status.state !== 'running' || !status.guest?.spec.hasOperatingSystem || kib === definition.currentMemoryKib)
    return undefined;
  const changed = withCurrentMemory(definition, kib);
  tell(services, domain, { event: 'balloon-change', kib });
  return changed;
}

const noBalloon = () =>
  new LibvirtError(
    'operation invalid',
    'Unable to change memory of active domain without the balloon device and guest OS balloon driver',
    'qemu',
  );

/** How often the balloon counts the guest's memory (qemuDomainSetMemoryStatsPeriod). */
export const setStatsPeriod: Handler<'DomainSetMemoryStatsPeriod'> = (context, params, api) => {
  const change = (definition: Domain['definition']) => {
    if (hasBalloon(definition)) return withStatsPeriod(definition, params.seconds);
    throw new LibvirtError(
      'internal error',
      'No memory balloon device configured, can not set the collection period',
      'qemu',
    );
  };
  return changing(context, params, api, {
    config: change,
    live: ({ definition }) => change(definition),
    liveFirst: true,
  });
};
