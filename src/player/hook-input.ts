import { type DomainForm, formatDomainXml } from '../domain/definition/index.ts';
import type { HookMove } from '../protocol/score.ts';
import type { Operation } from '../protocol/vocabulary.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

type Stage = Extract<DomainForm, { form: 'live' }>['stage'];

/** How far a guest is made when an operation's hook is called; its XML shows it (libvirt-facts.md A2, stdin). */
const stageOf: Partial<Record<Operation, Stage>> = {
  prepare: 'prepare',
  start: 'start',
  started: 'started',
  stopped: 'stopped',
  release: 'release',
  reconnect: 'started',
  attach: 'started',
};

/** The XML a hook reads on stdin. A filter gets the text it may replace; the others the guest as it is now. */
export function hookInput(services: Services, scene: Scene, { operation, filter }: HookMove): string | undefined {
  if (filter) return scene.filtered;
  const { domain } = scene;
  const stage = stageOf[operation];
  if (!domain || !stage) return undefined;
  return formatDomainXml(domain.definition, {
    form: 'live',
    stage,
    id: idSeen(services, scene, operation),
    terminal: domain.terminal,
    incoming: scene.incoming ?? false,
  });
}

/** The id is cleared at the first hook that the profile names; lxc still shows it at `stopped` (facts A3). */
function idSeen({ profile }: Services, { domain, driver }: Scene, operation: Operation): number | null {
  const goneAt = driver === 'lxc' ? 'release' : profile.idGoneAt;
  const gone = operation === 'release' || (operation === 'stopped' && goneAt === 'stopped');
  return gone ? null : (domain?.lastId ?? null);
}
