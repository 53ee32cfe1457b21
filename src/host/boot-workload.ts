import type { GuestRunner, GuestSpec } from '../domain/runner/index.ts';
import { idle, type MetadataNode, parseWorkload } from '../domain/workload/index.ts';

/** What an operating system does where nobody says otherwise: a word in each of 4000 pages a second, 8 MiB in turn. */
export const busySystem = 'pattern=sequential,rate=4000,workingSet=8';
/** A guest with less memory has no room for that. */
const leastBytes = 16 * 2 ** 20;
/** For a look at the workload itself, before there is a guest. */
const anyMemory = 2 ** 40;

/**
 * Gives a workload to guests that boot something and have none of their own; what is on their disks is not here to be
 * run. `attributes` are those of a `<hooklab:workload/>`, `name=value` with commas between.
 * @throws LibvirtError (XML error) at once when it is none, and when a guest starts that it does not fit.
 */
export function withBootWorkload(runner: GuestRunner, attributes?: string): GuestRunner {
  if (attributes === undefined) return runner;
  parseWorkload(element(attributes), anyMemory);
  const busy = (spec: GuestSpec): GuestSpec =>
    spec.hasOperatingSystem && spec.workload === idle && spec.memoryBytes >= leastBytes
      ? { ...spec, workload: parseWorkload(element(attributes), spec.memoryBytes) }
      : spec;
  return {
    ...runner,
    start: (spec) => runner.start(busy(spec)),
    incoming: (spec, options) => runner.incoming(busy(spec), options),
    load: (spec, image) => runner.load(busy(spec), image),
  };
}

function element(attributes: string): MetadataNode {
  const given = attributes.split(',').map((pair) => pair.split('=', 2) as [string, string]);
  const workload = { kind: 'element', name: 'workload', attributes: given, children: [] } as const;
  return { kind: 'element', name: 'guest', attributes: [], children: [workload] };
}
