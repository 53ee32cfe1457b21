import { alreadyActive } from '../../domain/already-active.ts';
import { parseDomainXml, withDefaults } from '../../domain/definition/index.ts';
import { type Domain, refOf } from '../../domain/domain.ts';
import { isActive } from '../../domain/status.ts';
import {
  type Caller,
  findInTurn,
  type Held,
  modifying,
  newProgress,
  playScore,
  type Scene,
  specOf,
  workloadOf,
} from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { CallName } from '../../protocol/messages.ts';
import { autodestroyWith } from '../autodestroy.ts';
import { type Context, domainFor, type Handler } from '../context.ts';
import { withJob } from '../with-job.ts';
import { restoreManaged } from './restore.ts';
import { dropManagedSave } from './save.ts';

interface StartFlags {
  readonly paused?: boolean | undefined;
  readonly autodestroy?: boolean | undefined;
  readonly forceBoot?: boolean | undefined;
}

interface StartGiven extends Pick<Caller, 'ifGone'> {
  /** Runs when the domain is this call's alone, and off. */
  readonly ready?: () => void;
}

/** Starts a defined domain; from its managed save image where it has one. */
export const start: Handler<'DomainCreateWithFlags'> = async (context, params, api) => {
  const domain = domainFor(context, params);
  await startDomain(context, domain, params, api);
  return refOf(domain);
};

/** Starts a guest from XML that is not kept: a transient domain, unless it is defined already. */
export const create: Handler<'DomainCreateXML'> = async (context, params, api) => {
  const { services, connection } = context;
  const definition = withDefaults(parseDomainXml(params.xml, { driver: params.driver, random: services.random }));
  // A workload that makes no sense is refused before the guest is known.
  workloadOf(definition);
  const known = await findInTurn(services, definition, { api, connection });
  if (known && isActive(known.status)) throw alreadyActive(known);
  const domain = known ?? services.registry.add(definition);
  const ready = () => {
    domain.definition = definition;
  };
  await startDomain(context, domain, params, api, { ready, ifGone: 'list again' });
  return refOf(domain);
};

export async function startDomain(
  context: Context,
  domain: Domain,
  flags: StartFlags,
  api: CallName,
  { ready = () => {}, ifGone }: StartGiven = {},
): Promise<void> {
  const { services, connection } = context;
  await modifying(services, domain, { api, connection, ...(ifGone && { ifGone }) }, async (held) => {
    if (isActive(domain.status))
      throw new LibvirtError('operation invalid', 'domain is already running', domain.driver);
    ready();
    await withJob(context, domain, 'Start', api, () => boot(context, domain, flags, held));
    if (flags.autodestroy) autodestroyWith(context, domain);
  });
}

async function boot(context: Context, domain: Domain, flags: StartFlags, held: Held): Promise<void> {
  const { services } = context;
  if (domain.managedSave && flags.forceBoot) await dropManagedSave(services, domain);
  if (domain.managedSave) return restoreManaged(context, domain, held, flags.paused);
  const scene: Scene = {
    domain,
    driver: domain.driver,
    name: domain.definition.name,
    cause: 'failed',
    progress: newProgress(),
    launch: () => services.runner.start(specOf(domain)),
    unlocked: held.unlocked,
  };
  const failure = await playScore(services, scene, 'start', flags.paused ? ['paused'] : []);
  if (failure) throw failure;
}
