import { append, mapElements, withAttributes, withChild, withChildren } from '../../xml/edit.ts';
import { element, type XmlElement } from '../../xml/node.ts';
import { attribute, elements, find, has } from '../../xml/read.ts';
import { formatCpuSet, parseCpuSet } from './cpu-set.ts';
import type { Definition } from './definition.ts';
import { describe } from './describe.ts';

/** What runs on the host's processors for a guest: one of its own, the emulator, or a thread for its disks. */
export type Pinned = { readonly vcpu: number } | { readonly iothread: number } | 'emulator';

const nameOf = (pinned: Pinned) =>
  pinned === 'emulator' ? 'emulatorpin' : 'vcpu' in pinned ? 'vcpupin' : 'iothreadpin';
const keyOf = (pinned: Pinned): Record<string, string> =>
  pinned === 'emulator' ? {} : 'vcpu' in pinned ? { vcpu: String(pinned.vcpu) } : { iothread: String(pinned.iothread) };

const isOf = (child: XmlElement, pinned: Pinned) =>
  child.name === nameOf(pinned) && Object.entries(keyOf(pinned)).every(([key, value]) => has(child, key, value));

/** Processors of the host it may run on; undefined where nothing is said. */
export function pinOf({ tree }: Definition, pinned: Pinned): readonly number[] | undefined {
  const pin = elements(find(tree, 'cputune')).find((child) => isOf(child, pinned));
  return pin && parseCpuSet(attribute(pin, 'cpuset') ?? '');
}

/** The definition with where it may run. */
export function withPin({ driver, tree, complete }: Definition, pinned: Pinned, cpus: readonly number[]): Definition {
  const changed = withChild(tree, 'cputune', (owner) => {
    const others = mapElements(owner, (child) => (isOf(child, pinned) ? undefined : child));
    const pin = withAttributes(element(nameOf(pinned)), { ...keyOf(pinned), cpuset: formatCpuSet(cpus) });
    return inOrder(append(others, pin));
  });
  return describe(driver, changed, complete);
}

// A list of its own per kind, which libvirt keeps by number.
const inOrder = (owner: XmlElement) => {
  const place = (child: XmlElement) => Number(attribute(child, 'vcpu') ?? attribute(child, 'iothread') ?? 0);
  return withChildren(
    owner,
    [...elements(owner)].sort((a, b) => (a.name === b.name ? place(a) - place(b) : 0)),
  );
};
