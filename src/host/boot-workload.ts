import type { GuestRunner, GuestSpec } from '../domain/runner/index.ts';
import { idle, type MetadataNode, parseWorkload } from '../domain/workload/index.ts';

/**
 * Gives a workload to guests that boot something and have none of their own; what is on their disks is not here to be
 * run. `attributes` are those of a `<hooklab:workload/>`, `name=value` with commas between.
 * @throws LibvirtError (XML error) when a guest starts that the workload does not fit.
 */
export function withBootWorkload(runner: GuestRunner, attributes?: string): GuestRunner {
  if (attributes === undefined) return runner;
  const busy = (spec: GuestSpec): GuestSpec =>
    spec.hasOperatingSystem && spec.workload === idle
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
