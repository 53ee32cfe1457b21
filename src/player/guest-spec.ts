import { type Definition, metadataElement } from '../domain/definition/index.ts';
import type { GuestSpec } from '../domain/runner/index.ts';
import { guestNamespace, parseWorkload } from '../domain/workload/index.ts';

/** What a runner needs to know of a guest. */
export function specOf(definition: Definition): GuestSpec {
  const memoryBytes = definition.memoryKib * 1024;
  const described = metadataElement(definition, guestNamespace);
  return {
    name: definition.name,
    uuid: definition.uuid,
    memoryBytes,
    workload: parseWorkload(described, memoryBytes),
    // A guest whose metadata says what it does has somebody inside; a bare one has nothing to boot (recording 2a-lifecycle).
    hasOperatingSystem: definition.hasBootSource || described !== undefined,
  };
}
