import type { LiveForm, Stage } from './definition/index.ts';
import type { Domain } from './domain.ts';

/** How a running, starting or stopping guest shows itself at a stage; without an id once libvirt has cleared it. */
export function liveForm({ appearance, terminal, ports }: Domain, stage: Stage, id: number | undefined): LiveForm {
  return { kind: 'live', stage, terminal, ...appearance, ...(ports && { ports }), ...(id !== undefined && { id }) };
}
