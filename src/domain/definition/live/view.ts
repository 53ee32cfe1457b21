import type { DomainDriver } from '../../../protocol/vocabulary.ts';
import type { LiveForm, Reached } from '../form.ts';

/** What a live form holds beyond the definition. */
export interface View {
  readonly id: boolean;
  /** Aliases, what a start finds out about disks, a container's root. */
  readonly assigned: boolean;
  /** The CPU that QEMU really gave the guest. */
  readonly actualCpu: boolean;
  readonly labels: 'none' | 'labelled' | 'bare';
  readonly ports: boolean;
  readonly terminals: boolean;
}

const nothing: View = { id: false, assigned: false, actualCpu: false, labels: 'none', ports: false, terminals: false };
const assigned: View = { ...nothing, assigned: true, labels: 'labelled', ports: true };
const running: View = { ...assigned, id: true, terminals: true, actualCpu: true };

/** By how far the start got. A qemu guest has its id from the first hook on, a container once its init runs. */
const views: Readonly<Record<DomainDriver, Readonly<Record<Reached, View>>>> = {
  qemu: { prepare: { ...nothing, id: true }, start: { ...assigned, id: true }, started: running },
  lxc: { prepare: nothing, start: assigned, started: running },
};

/** What a stage of a guest's life shows. A stopped guest shows what its start had got to; release has taken the labels back. */
export function viewOf(driver: DomainDriver, { stage, reached = 'started', incoming = false }: LiveForm): View {
  const ended = stage === 'stopped' || stage === 'release';
  const view = views[driver][ended ? reached : stage];
  const labels = stage === 'release' && view.labels === 'labelled' ? 'bare' : view.labels;
  return { ...view, labels, actualCpu: view.actualCpu || incoming };
}
