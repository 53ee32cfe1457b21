import { LibvirtError } from '../../protocol/errors.ts';
import type { XmlElement } from '../../xml/node.ts';
import { attribute, find, textOf } from '../../xml/read.ts';
import type { Definition } from './definition.ts';

const differ = (detail: string) => new LibvirtError('config unsupported', detail, 'domain config');

/** Features that are on or off, in libvirt's order (virDomainDefFeaturesCheckABIStability). */
const features = [
  ...['acpi', 'apic', 'pae', 'hap', 'viridian', 'privnet', 'hyperv', 'kvm', 'pvspinlock', 'pmu', 'vmport', 'smm'],
  ...['vmcoreinfo', 'htm', 'nested-hv', 'ccf-assist', 'xen'],
];

/** @throws LibvirtError (config unsupported) for the first feature that is not as it was. */
export function checkFeatures({ tree: before }: Definition, { tree: after }: Definition): void {
  for (const name of features) {
    const [source, target] = [stateOf(before, name), stateOf(after, name)];
    if (source !== target)
      throw differ(`State of feature '${name}' differs: source: '${source}', destination: '${target}'`);
  }
}

/** virTristateSwitch: a feature without a state is on, one that is not there as the machine has it. */
function stateOf(tree: XmlElement, name: string): string {
  const feature = find(tree, 'features', name);
  const state = feature ? (attribute(feature, 'state') ?? 'on') : 'default';
  return name === 'apic' ? `${state},eoi=${attribute(feature, 'eoi') ?? 'default'}` : state;
}

type Part = readonly [what: string, of: (cpu: XmlElement) => string | undefined];
const own = (name: string) => (cpu: XmlElement) => attribute(cpu, name);
const topology = (name: string) => (cpu: XmlElement) => attribute(find(cpu, 'topology'), name) ?? '0';

/** virCPUDefIsEqual, as far as a hook is likely to touch it. */
const parts: readonly Part[] = [
  ['mode', own('mode')],
  ['model', (cpu) => textOf(find(cpu, 'model'))],
  ['vendor', (cpu) => textOf(find(cpu, 'vendor'))],
  ['sockets', topology('sockets')],
  ['dies', topology('dies')],
  ['cores', topology('cores')],
  ['threads', topology('threads')],
];

/** @throws LibvirtError (config unsupported) for a CPU that the guest would notice. */
export function checkCpu({ tree: before }: Definition, { tree: after }: Definition): void {
  const [source, target] = [find(before, 'cpu'), find(after, 'cpu')];
  if (!source && !target) return;
  if (!source || !target) throw differ('Target CPU does not match source');
  for (const [what, of] of parts) {
    const [was, is] = [of(source) ?? '(null)', of(target) ?? '(null)'];
    if (was !== is) throw differ(`Target CPU ${what} ${is} does not match source ${was}`);
  }
}
