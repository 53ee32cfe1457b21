import { mapElements, withAttributes, withChild, withChildren } from '../../xml/edit.ts';
import { element, type XmlElement } from '../../xml/node.ts';
import { attribute, elements, find, has } from '../../xml/read.ts';
import type { Definition } from './definition.ts';
import { describe } from './describe.ts';

/** One of a guest's processors. */
interface Vcpu {
  readonly id: number;
  readonly enabled: boolean;
  /** Whether it can be taken away; undefined where nobody has said so. */
  readonly hotpluggable: 'yes' | 'no' | undefined;
}

function vcpusOf({ tree, vcpus, currentVcpus }: Definition): readonly Vcpu[] {
  const written = elements(find(tree, 'vcpus'), 'vcpu');
  return Array.from({ length: vcpus }, (_, id) => {
    const own = written.find((vcpu) => has(vcpu, 'id', String(id)));
    const enabled = own ? has(own, 'enabled', 'yes') : id < currentVcpus;
    const said = attribute(own, 'hotpluggable') as 'yes' | 'no' | undefined;
    return { id, enabled, hotpluggable: said ?? (enabled ? 'no' : undefined) };
  });
}

/** Whether the guest has that processor, and it is there now. */
export const hasVcpu = (definition: Definition, id: number): { readonly enabled: boolean } | undefined =>
  vcpusOf(definition)[id];

/** How a change of processors is written. */
export interface VcpuStyle {
  /** Each processor is named, as it is after a hotplug; by default only where the definition does so already. */
  readonly named?: boolean;
  /** The order in which a running guest got them is told. */
  readonly ordered?: boolean;
}

/** The definition with that many of its processors there: the first ones that are not come, the last ones go. */
export function withVcpus(definition: Definition, count: number, style: VcpuStyle = {}): Definition {
  const enabled = new Set(vcpusOf(definition).flatMap(({ id, enabled }) => (enabled ? [id] : [])));
  for (let id = 0; id < definition.vcpus && enabled.size < count; id++) enabled.add(id);
  for (let id = definition.vcpus - 1; id > 0 && enabled.size > count; id--) enabled.delete(id);
  return withEnabled(definition, enabled, style);
}

/** The definition with one processor more or less. */
export function withVcpu(definition: Definition, id: number, there: boolean, style: VcpuStyle = {}): Definition {
  const enabled = new Set(vcpusOf(definition).flatMap((vcpu) => (vcpu.enabled ? [vcpu.id] : [])));
  if (there) enabled.add(id);
  else enabled.delete(id);
  return withEnabled(definition, enabled, { ...style, named: true });
}

function withEnabled(definition: Definition, enabled: ReadonlySet<number>, style: VcpuStyle): Definition {
  const { driver, tree, complete, vcpus } = definition;
  const current = enabled.size === vcpus ? undefined : String(enabled.size);
  const counted = withChild(tree, 'vcpu', (vcpu) => withAttributes(vcpu, { current }));
  if (!style.named && !find(tree, 'vcpus')) return describe(driver, counted, complete);
  const before = vcpusOf(definition);
  let order = 0;
  const named = before.map(({ id, enabled: was, hotpluggable }) => {
    const there = enabled.has(id);
    const pluggable = there && !was ? 'yes' : hotpluggable;
    const place = style.ordered && there ? String(++order) : undefined;
    return element('vcpu', { id: `${id}`, enabled: there ? 'yes' : 'no', hotpluggable: pluggable, order: place });
  });
  return describe(
    driver,
    withChild(counted, 'vcpus', (owner) => withChildren(owner, named)),
    complete,
  );
}

/** The definition with room for that many processors; those beyond it go with their pins (virDomainDefSetVcpusMax). */
export function withMaxVcpus({ driver, tree, complete, currentVcpus }: Definition, most: number): Definition {
  const current = currentVcpus < most ? String(currentVcpus) : undefined;
  const counted = withChild(tree, 'vcpu', (vcpu) =>
    withChildren(withAttributes(vcpu, { current }), [{ kind: 'text', text: String(most) }]),
  );
  return describe(driver, withoutBeyond(counted, most), complete);
}

const withoutBeyond = (tree: XmlElement, most: number) =>
  mapElements(tree, (child) => {
    const key = { vcpus: 'id', cputune: 'vcpu' }[child.name];
    if (key === undefined) return child;
    return mapElements(child, (own) => (Number(attribute(own, key) ?? 0) < most ? own : undefined));
  });
