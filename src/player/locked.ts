import type { Domain } from '../domain/domain.ts';
import type { Lock, Release } from '../domain/lock.ts';
import { noDomainWithUuid } from '../domain/no-domain.ts';
import type { Caller } from './caller.ts';
import { watchForDeadlock } from './deadlock.ts';
import { jobRefused } from './job-refused.ts';
import type { Services } from './services.ts';

/** A lock that is held; `unlocked` gives it back while `work` runs and takes it again in turn. */
export interface Held {
  unlocked<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Runs `work` while holding the domain's lock. Plain questions (domstate, dumpxml) need no more than this.
 * @throws LibvirtError (no domain) when the domain is forgotten meanwhile (virDomainObjListFindByUUID).
 */
export async function locked<T>(
  services: Services,
  domain: Domain,
  caller: Caller,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  let release = await takeListed(services, domain, caller);
  const held: Held = {
    async unlocked(inner) {
      release();
      try {
        return await inner();
      } finally {
        release = await take(services, domain.lock, caller, domain.definition.name);
      }
    },
  };
  try {
    return await work(held);
  } finally {
    release();
  }
}

/** Who waited for a lock may find that the domain is no longer one of the host's: then its lock is given back. */
async function takeListed(services: Services, domain: Domain, caller: Caller): Promise<Release> {
  const waits = domain.lock.holder !== undefined;
  const release = await take(services, domain.lock, caller, domain.definition.name);
  const { registry } = services;
  if (!waits || caller.ifGone === 'go on' || registry.isListed(domain)) return release;
  try {
    if (caller.ifGone !== 'list again') throw noDomainWithUuid(services, domain.driver, domain.definition.uuid);
    registry.relist(domain);
    return release;
  } catch (error) {
    release();
    throw error;
  }
}

/** A lock that is taken in the middle of an operation, once it is known which domain it is about. */
export interface LateLock extends Held {
  hold(domain: Domain): Promise<void>;
  leave(): void;
}

export function lateLock(services: Services, caller: Caller): LateLock {
  let release: Release = () => {};
  let domain: Domain | undefined;
  const hold = async (target: Domain) => {
    release = await takeListed(services, target, { ...caller, ifGone: 'list again' });
    domain = target;
  };
  return {
    hold,
    leave: () => release(),
    async unlocked(work) {
      release();
      try {
        return await work();
      } finally {
        if (domain) await hold(domain);
      }
    },
  };
}

/** Takes a lock in turn, and says so when what holds it is a hook that does not end. */
export async function take(services: Services, lock: Lock, caller: Caller, name: string): Promise<Release> {
  if (lock.holder === undefined) return await lock.acquire(caller.api);
  const watch = watchForDeadlock(services, caller, name);
  try {
    return await lock.acquire(caller.api, watch.signal);
  } finally {
    watch.over();
  }
}

/**
 * Like `locked`, for a call that changes the guest: it first waits until no job of another call is open
 * (virDomainObjBeginJob).
 * @throws LibvirtError (operation timeout) after the configured wait, 30 s in libvirt, naming the call that holds the job.
 */
export async function modifying<T>(
  services: Services,
  domain: Domain,
  caller: Caller,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  const deadline = services.clock.monotonic() + services.jobWaitMs;
  for (;;) {
    const blocked = await locked(services, domain, caller, async (held) =>
      domain.job ? { job: domain.job } : { result: await work(held) },
    );
    if ('result' in blocked) return blocked.result as T;
    await waitFor(services, domain, caller, blocked.job.over, deadline);
  }
}

async function waitFor(services: Services, domain: Domain, caller: Caller, over: Promise<void>, deadline: number) {
  let timer = { cancel() {} };
  const late = new Promise<'late'>((resolve) => {
    timer = services.clock.after(Math.max(0, deadline - services.clock.monotonic()), () => resolve('late'));
  });
  const first = await Promise.race([over, late]);
  timer.cancel();
  if (first === 'late' && domain.job) throw jobRefused(services, domain, caller, domain.job);
}
