import type { Definition } from '../domain/definition/index.ts';
import type { GuestSpec } from '../domain/runner/index.ts';
import { workloadOf } from '../domain/workload/index.ts';

/** What a runner needs to know of a guest. */
export function specOf(definition: Definition): GuestSpec {
  const workload = workloadOf(definition);
  return {
    name: definition.name,
    uuid: definition.uuid,
    memoryBytes: definition.memoryKib * 1024,
    workload: workload.program,
    hasOperatingSystem: definition.hasBootSource || workload.given,
  };
}
