import type { DomainRef } from '../protocol/messages.ts';
import { callOf, type HandleContext } from './handle-context.ts';
import type { DefinedDomain, DomainHandle, PausedDomain, RunningDomain } from './handles.ts';
import { migrateDomain } from './migrate.ts';

const reading = async <T>({ journal }: HandleContext, work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } finally {
    await journal.refresh();
  }
};

function asked(context: HandleContext, ref: DomainRef): DomainHandle {
  const call = callOf(context);
  const { driver, uuid } = ref;
  return {
    ...ref,
    state: () => reading(context, call('DomainGetState', { driver, uuid })),
    xml: async ({ inactive = false } = {}) => (await call('DomainGetXMLDesc', { driver, uuid, inactive })).xml,
    info: () => call('DomainGetInfo', { driver, uuid }),
  };
}

export function definedDomain(context: HandleContext, ref: DomainRef): DefinedDomain {
  const call = callOf(context);
  const { driver, uuid } = ref;
  return {
    ...asked(context, ref),
    start: async ({ paused = false } = {}) =>
      runningDomain(context, await reading(context, call('DomainCreateWithFlags', { driver, uuid, paused }))),
    undefine: async () => void (await reading(context, call('DomainUndefineFlags', { driver, uuid }))),
  };
}

export function runningDomain(context: HandleContext, ref: DomainRef): RunningDomain {
  const call = callOf(context);
  const who = { driver: ref.driver, uuid: ref.uuid };
  const destroy = async () => void (await reading(context, call('DomainDestroy', who)));
  return {
    ...asked(context, ref),
    migrate: (destination, options = {}) => migrateDomain(context, ref, destination, options),
    async suspend() {
      await reading(context, call('DomainSuspend', who));
      return pausedDomain(context, ref);
    },
    shutdown: async () => void (await reading(context, call('DomainShutdown', who))),
    destroy,
    abortJob: async () => void (await reading(context, call('DomainAbortJob', who))),
    [Symbol.asyncDispose]: () => destroy().catch(() => {}),
  };
}

function pausedDomain(context: HandleContext, ref: DomainRef): PausedDomain {
  const running = runningDomain(context, ref);
  return {
    ...asked(context, ref),
    migrate: running.migrate,
    destroy: running.destroy,
    async resume() {
      await reading(context, callOf(context)('DomainResume', { driver: ref.driver, uuid: ref.uuid }));
      return running;
    },
  };
}
