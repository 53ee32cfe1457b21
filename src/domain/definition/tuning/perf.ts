import { withChild, withChildren } from '../../../xml/edit.ts';
import { element } from '../../../xml/node.ts';
import { elements, find, has } from '../../../xml/read.ts';
import { describe } from '../describe.ts';
import type { Family } from './family.ts';

/** virPerfEventType by number. */
export const perfEvents = [
  ...['cmt', 'mbmt', 'mbml', 'cpu_cycles', 'instructions', 'cache_references', 'cache_misses', 'branch_instructions'],
  ...['branch_misses', 'bus_cycles', 'stalled_cycles_frontend', 'stalled_cycles_backend', 'ref_cpu_cycles'],
  ...['cpu_clock', 'task_clock', 'page_faults', 'context_switches', 'cpu_migrations', 'page_faults_min'],
  ...['page_faults_maj', 'alignment_faults', 'emulation_faults'],
];

/** What the host's processors count for a guest (virsh perf). */
export const perfFamily: Family = {
  read({ tree }) {
    const written = elements(find(tree, 'perf'), 'event');
    const isOn = (name: string) => written.some((event) => has(event, 'name', name) && has(event, 'enabled', 'yes'));
    return Object.fromEntries(perfEvents.map((name) => [name, isOn(name)]));
  },
  write(definition, values) {
    const { driver, tree, complete } = definition;
    const written = new Map(elements(find(tree, 'perf'), 'event').map((event) => [nameOf(event), event]));
    for (const [name, on] of Object.entries(values))
      written.set(name, element('event', { name, enabled: on ? 'yes' : 'no' }));
    const known = perfEvents.flatMap((name) => written.get(name) ?? []);
    return describe(
      driver,
      withChild(tree, 'perf', (perf) => withChildren(perf, known)),
      complete,
    );
  },
};

const nameOf = (event: ReturnType<typeof element>) => event.attributes.find(([key]) => key === 'name')?.[1] ?? '';
