import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import { markLogged, type Services } from '../player/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { located, origins } from '../protocol/origins.ts';
import type { DestinationSide } from '../protocol/sides.ts';

interface Waiting {
  readonly services: Services;
  readonly domain: Domain;
  readonly side: DestinationSide;
}

/**
 * The destination as a source host that conducts calls it. The guest's lock is free meanwhile, and it may be gone when the
 * answer comes (qemuDomainObjExitRemote): then nothing more is said to the destination, which undoes itself when the
 * connection closes (recordings 6v-destroy-p2p). After Finish the error stays what it was.
 */
export function peerSide({ services, domain, side }: Waiting): DestinationSide {
  const ran = isActive(domain.status);
  const left = () => {
    if (!ran || isActive(domain.status)) return undefined;
    const error = new LibvirtError('operation failed', `domain '${domain.definition.name}' is not running`, 'qemu');
    services.log({ level: 'error', text: `${located(services.profile, origins.guestLeft)} : ${error.message}` });
    return markLogged(error);
  };
  return {
    async prepare(params) {
      const answer = await settled(side.prepare(params));
      const error = left();
      if (error) throw error;
      return answer();
    },
    async finish(params) {
      const answer = await settled(side.finish(params));
      left();
      return answer();
    },
  };
}

/** Waits for the answer and gives back what tells it. */
async function settled<T>(work: Promise<T>): Promise<() => T> {
  try {
    const result = await work;
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
