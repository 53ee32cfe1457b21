import { type Definition, withStartedDevices } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import { type Held, locked, modifying } from '../player/index.ts';
import type { CallName } from '../protocol/messages.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';
import { affected, type Impact } from './affected.ts';
import { type Context, domainFor } from './context.ts';

/** Whose definition a call is about, and which: the running guest's, the one that is kept, or both. */
interface About extends Impact {
  readonly driver: DomainDriver;
  readonly uuid: string;
}

/** Answers from the definition that a question is about (virDomainObjGetOneDef). */
export async function asking<T>(
  context: Context,
  about: About,
  api: CallName,
  answer: (definition: Definition, where: 'live' | 'config', domain: Domain) => T | Promise<T>,
): Promise<T> {
  const { services, connection } = context;
  const domain = domainFor(context, about);
  return locked(services, domain, { api, connection }, async () => {
    const { config } = affected(domain, about);
    if (config) return answer(domain.persistent ?? domain.definition, 'config', domain);
    return answer(domain.definition, 'live', domain);
  });
}

/** What a change makes of a guest. Either function may throw a LibvirtError: then nothing is changed. */
export interface DefinitionChange {
  /** What it makes of the definition that is kept. */
  readonly config: (definition: Definition, domain: Domain) => Definition;
  /** What it makes of the running guest; without an answer its definition stays as it is. */
  readonly live: (domain: Domain, held: Held) => Definition | undefined | Promise<Definition | undefined>;
  /** Whether the running guest comes first, as in some of libvirt's functions: it may keep its change though the other is refused. */
  readonly liveFirst?: boolean;
}

/** Changes the definitions that a call is about, and keeps them (virDomainObjGetDefs, virDomainDefSave, virDomainObjSave). */
export async function changing(
  context: Context,
  about: About,
  api: CallName,
  change: DefinitionChange,
): Promise<Record<never, never>> {
  const { services, connection } = context;
  const domain = domainFor(context, about);
  return modifying(services, domain, { api, connection }, async (held) => {
    const { live, config } = affected(domain, about);
    const kept = () => (config && domain.persistent ? change.config(domain.persistent, domain) : undefined);
    const before = change.liveFirst ? undefined : kept();
    if (live) await changeLive(context, domain, held, change);
    const persistent = change.liveFirst ? kept() : before;
    if (persistent) await keep(context, domain, persistent);
    return {};
  });
}

async function changeLive({ services }: Context, domain: Domain, held: Held, change: DefinitionChange): Promise<void> {
  const definition = await change.live(domain, held);
  if (definition) domain.definition = definition;
  await services.keeper.status(domain);
}

async function keep({ services }: Context, domain: Domain, persistent: Definition): Promise<void> {
  domain.persistent = persistent;
  if (!isActive(domain.status)) domain.definition = persistent;
  await services.keeper.config(domain);
}

/** A change that is the same in both definitions and that the running guest needs nothing more for. */
export const alike = (change: (definition: Definition) => Definition): DefinitionChange => ({
  config: change,
  live: ({ definition }) => change(definition),
});

/** A running guest's definition, its devices named. */
export const started = ({ definition }: Domain): Definition => withStartedDevices(definition);
