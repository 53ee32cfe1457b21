import type { DomainRef } from '../protocol/messages.ts';
import { definedDomain, runningDomain } from './domain-handle.ts';
import { callOf, type HandleContext } from './handle-context.ts';
import type { HostHandle } from './handles.ts';

export function createHostHandle(context: HandleContext): HostHandle {
  const { name, lives, journal } = context;
  const call = callOf(context);
  const read = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      await journal.refresh();
    }
  };
  const running = (ref: DomainRef) => runningDomain(context, ref);
  return {
    name,
    url: () => lives.now().url,
    client: () => lives.now().client,
    connect: () => lives.now().connect(),
    define: async (xml, { driver = 'qemu' } = {}) =>
      definedDomain(context, await read(call('DomainDefineXML', { driver, xml }))),
    create: async (xml, { driver = 'qemu', paused = false } = {}) =>
      running(await read(call('DomainCreateXML', { driver, xml, paused }))),
    running: async (key, { driver = 'qemu' } = {}) => running(await call('DomainLookup', { driver, key })),
    domains: async () => (await read(call('ConnectListAllDomains', {}))).domains,
    async onEvent(handler) {
      lives.now().client.onEvent(handler);
      await call('ConnectDomainEventRegisterAny', {});
    },
    reload: () => read(lives.now().reload()),
    stop: lives.stop,
    kill: lives.kill,
    start: () => read(lives.start()),
  };
}
