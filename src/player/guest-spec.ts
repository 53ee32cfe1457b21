import { type Definition, initLifetimeMs, metadataElement } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import type { GuestSpec } from '../domain/runner/index.ts';
import { isActive } from '../domain/status.ts';
import { guestNamespace, parseWorkload, type Workload } from '../domain/workload/index.ts';

/** What a runner needs to know of a domain's guest. */
export function specOf({ driver, definition, status }: Domain): GuestSpec {
  const lifetimeMs = initLifetimeMs(definition);
  return {
    driver,
    id: isActive(status) ? status.id : 0,
    name: definition.name,
    uuid: definition.uuid,
    memoryBytes: bytesOf(definition),
    workload: workloadOf(definition),
    // A guest whose metadata says what it does has somebody inside; a bare one has nothing to boot (recording 2a-lifecycle).
    hasOperatingSystem: definition.hasBootSource || describedIn(definition) !== undefined,
    ...(lifetimeMs !== undefined && { lifetimeMs }),
  };
}

/** What the guest does with its memory. @throws LibvirtError (XML error) when its metadata says what cannot be. */
export const workloadOf = (definition: Definition): Workload =>
  parseWorkload(describedIn(definition), bytesOf(definition));

const describedIn = (definition: Definition) => metadataElement(definition, guestNamespace);
const bytesOf = ({ memoryKib }: Definition) => memoryKib * 1024;
