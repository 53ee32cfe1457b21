import { formatDomainXml, type Reached, stageOf, vintageOf } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { liveForm } from '../domain/live-form.ts';
import type { HookMove } from '../protocol/score.ts';
import type { Operation } from '../protocol/vocabulary.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';

/** The hooks of a start; the last one that was called shows in the XML of the hooks that follow. */
const reachedBy: Partial<Record<Operation, Reached>> = { prepare: 'prepare', start: 'start', started: 'started' };

/** The XML a hook reads on stdin; none where the driver has no hook. A filter gets the text it may replace; the others the guest as it is now. */
export function hookInput(services: Services, scene: Scene, { operation, filter }: HookMove): string | undefined {
  if (filter) return scene.filtered;
  const { domain } = scene;
  const stage = stageOf[operation];
  if (!domain || !stage) return undefined;
  const reached = reachedBy[operation];
  if (reached) domain.appearance = { ...domain.appearance, reached };
  if (!services.hooks.present(scene.driver)) return undefined;
  const form = liveForm(domain, stage, idSeen(services, domain, operation));
  return formatDomainXml(domain.definition, form, vintageOf(services.profile));
}

/** The id is cleared at the first hook that the profile names; lxc still shows it at `stopped` (facts A3). */
function idSeen({ profile }: Services, { driver, lastId }: Domain, operation: Operation): number | undefined {
  const goneAt = driver === 'lxc' ? 'release' : profile.idGoneAt;
  const gone = operation === 'release' || (operation === 'stopped' && goneAt === 'stopped');
  return gone ? undefined : (lastId ?? undefined);
}
