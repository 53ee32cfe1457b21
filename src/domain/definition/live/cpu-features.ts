import { append, withAttributes, withChild } from '../../../xml/edit.ts';
import { type AttributeValues, element, type XmlElement } from '../../../xml/node.ts';
import { attribute, elements, find, has, textOf } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';

const require = (name: string): AttributeValues => ({ policy: 'require', name });

/**
 * Features that QEMU 7.2 reports beyond a CPU model's own once the guest runs, by domain type and model; `*` stands for
 * any other model. For kvm they are those of a common Intel host.
 */
const reported: Table<Table<readonly AttributeValues[]>> = table({
  qemu: table({
    qemu64: [require('hypervisor'), require('lahf_lm')],
    '*': [require('hypervisor')],
  }),
  kvm: table({
    qemu64: [require('x2apic'), require('hypervisor'), require('lahf_lm'), { policy: 'disable', name: 'svm' }],
    '*': [require('hypervisor')],
  }),
});

/** The domain with a custom CPU as it was settled for this start: no other model may stand in for it (virCPUTranslate). */
export const withExactModel = (tree: XmlElement): XmlElement =>
  has(find(tree, 'cpu'), 'mode', 'custom')
    ? withChild(tree, 'cpu', (cpu) => withChild(cpu, 'model', (model) => withAttributes(model, { fallback: 'forbid' })))
    : tree;

/**
 * The domain with the CPU that QEMU really gave the guest (qemuProcessUpdateCPU). Only a custom CPU is known without the
 * host's; the others stay as the user asked for them.
 */
export function withActualCpu(tree: XmlElement): XmlElement {
  const cpu = find(tree, 'cpu');
  if (!has(cpu, 'mode', 'custom')) return tree;
  const byModel = reported[attribute(tree, 'type') ?? ''] ?? {};
  const features = byModel[textOf(find(cpu, 'model')) ?? ''] ?? byModel['*'] ?? [];
  return withChild(withExactModel(tree), 'cpu', (owner) => {
    const named = new Set(elements(owner, 'feature').map((feature) => attribute(feature, 'name')));
    const missing = features.filter(({ name }) => !named.has(name));
    return append(withAttributes(owner, { check: 'full' }), ...missing.map((values) => element('feature', values)));
  });
}
