import { withAttributes, withChild, withMissingAttributes, withMissingChild } from '../../../xml/edit.ts';
import { type AttributeValues, textElement, type XmlElement } from '../../../xml/node.ts';
import { attribute, find } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { isX86 } from '../machine.ts';

/** The model QEMU gives a guest that asks for none. */
const defaultModels: Table<string> = table({ x86_64: 'qemu64', i686: 'qemu32' });

/**
 * What is left unsaid of a CPU the user describes, by mode (qemuDomainDefCPUPostParse). A missing mode means custom. Only
 * a guest with hardware help can have a CPU that other hosts lack, and so one that may not migrate.
 */
const unsaid: Table<AttributeValues> = table({
  'host-passthrough': { check: 'none', migratable: 'on' },
  maximum: { check: 'none', migratable: 'on' },
  'host-model': { check: 'partial' },
});

/** The domain with a whole CPU definition: QEMU's own model, or what the user left unsaid of theirs. */
export function withCpu(tree: XmlElement): XmlElement {
  const cpu = find(tree, 'cpu');
  const mode = attribute(cpu, 'mode') ?? 'custom';
  if (mode !== 'custom') return withChild(tree, 'cpu', (owner) => withMissingAttributes(owner, unsaidOf(mode, tree)));
  return find(cpu, 'model') ? withChild(tree, 'cpu', (owner) => customCpu(owner, tree)) : withDefaultModel(tree);
}

function unsaidOf(mode: string, tree: XmlElement): AttributeValues {
  const { migratable, ...values } = unsaid[mode] ?? {};
  return migratable !== undefined && attribute(tree, 'type') === 'kvm' ? { ...values, migratable } : values;
}

function customCpu(cpu: XmlElement, tree: XmlElement): XmlElement {
  // An emulated CPU is not compared with the host's.
  const check = attribute(tree, 'type') === 'qemu' ? 'none' : 'partial';
  const complete = withMissingAttributes(withMissingAttributes(cpu, { mode: 'custom' }), { match: 'exact', check });
  return withChild(complete, 'model', (model) => withMissingAttributes(model, { fallback: 'allow' }));
}

function withDefaultModel(tree: XmlElement): XmlElement {
  const arch = attribute(find(tree, 'os', 'type'), 'arch');
  const model = defaultModels[arch ?? ''];
  if (!isX86(arch) || model === undefined) return tree;
  return withChild(tree, 'cpu', (cpu) =>
    withMissingChild(
      withAttributes(cpu, { mode: 'custom', match: 'exact', check: 'none' }),
      textElement('model', model, { fallback: 'forbid' }),
    ),
  );
}
