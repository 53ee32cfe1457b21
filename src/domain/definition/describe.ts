import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';
import type { XmlElement } from '../../xml/node.ts';
import { attribute, elements, find, textOf } from '../../xml/read.ts';
import { hasBootSource } from './boot-source.ts';
import type { Definition, Interface } from './definition.ts';
import { devicesOf } from './devices.ts';
import { checkedMac, checkedName, checkedUuid } from './identity.ts';

/** Domain types by driver; the first is what a guest without hardware help has. */
const typesOf: Readonly<Record<DomainDriver, readonly string[]>> = { qemu: ['qemu', 'kvm'], lxc: ['lxc'] };

/** virDomainVirtType: the types of every driver. */
const domainTypes = [
  ...['none', 'qemu', 'kqemu', 'kvm', 'xen', 'lxc', 'uml', 'openvz', 'test', 'vmware', 'hyperv', 'vbox', 'phyp'],
  ...['parallels', 'bhyve', 'vz', 'hvf'],
];
/** virDomainOSType. */
const osTypes = ['hvm', 'xen', 'linux', 'exe', 'uml', 'xenpvh'];
/** virArch. */
const architectures = [
  ...['alpha', 'armv6l', 'armv7l', 'armv7b', 'aarch64', 'cris', 'i686', 'ia64', 'lm32', 'loongarch64', 'm68k'],
  ...['microblaze', 'microblazeel', 'mips', 'mipsel', 'mips64', 'mips64el', 'openrisc', 'parisc', 'parisc64', 'ppc'],
  ...['ppcle', 'ppc64', 'ppc64le', 'ppcemb', 'riscv32', 'riscv64', 's390', 's390x', 'sh4', 'sh4eb', 'sparc', 'sparc64'],
  ...['unicore32', 'x86_64', 'xtensa', 'xtensaeb', 'itanium'],
];
/** virDomainLifecycleAction. */
const lifecycleActions = ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart'];

/**
 * The definition that a domain's tree means (virDomainDefParseXML). Sizes are in kibibytes already.
 * @throws LibvirtError for what libvirt would not take.
 */
export function describe(driver: DomainDriver, tree: XmlElement, complete: boolean): Definition {
  const name = checkedName(textOf(find(tree, 'name')));
  const uuid = checkedUuid(textOf(find(tree, 'uuid')) ?? '');
  const type = checkedType(driver, attribute(tree, 'type'));
  const osType = checkedOsType(tree);
  const title = checkedTitle(textOf(find(tree, 'title')));
  const arch = checkedArch(tree);
  checkActions(tree);
  const memoryKib = memoryOf(tree);
  return {
    ...{ driver, name, uuid, type, title, osType, memoryKib, tree, complete },
    description: textOf(find(tree, 'description')),
    currentMemoryKib: Math.min(numberIn(find(tree, 'currentMemory')) || memoryKib, memoryKib),
    ...vcpusOf(tree),
    arch,
    machine: attribute(find(tree, 'os', 'type'), 'machine'),
    hasBootSource: hasBootSource(tree, driver),
    interfaces: devicesOf(tree, 'interface').map(interfaceOf),
    metadata: find(tree, 'metadata'),
  };
}

function checkedType(driver: DomainDriver, type: string | undefined): string {
  if (type === undefined) throw new LibvirtError('internal error', 'missing domain type attribute', 'domain config');
  const accepted = typesOf[driver];
  if (accepted.includes(type)) return type;
  if (!domainTypes.includes(type)) throw unsupported(`invalid domain type ${type}`);
  const expected = accepted.length > 1 ? `one of these: ${accepted.join(', ')}` : accepted[0];
  throw unsupported(`unexpected domain type ${type}, expecting ${expected}`);
}

const unsupported = (detail: string) => new LibvirtError('config unsupported', detail, 'domain config');

function checkedOsType(tree: XmlElement): string {
  const osType = textOf(find(tree, 'os', 'type'));
  if (osType === undefined) throw new LibvirtError('XML error', 'an os <type> must be specified', 'domain config');
  if (!osTypes.includes(osType)) throw unsupported(`unknown OS type '${osType}'`);
  if (osType !== 'exe' || textOf(find(tree, 'os', 'init')) !== undefined) return osType;
  throw new LibvirtError('XML error', 'init binary must be specified', 'domain config');
}

function checkedArch(tree: XmlElement): string | undefined {
  const arch = attribute(find(tree, 'os', 'type'), 'arch');
  if (arch === undefined || architectures.includes(arch)) return arch;
  throw unsupported(`Unknown architecture ${arch}`);
}

function checkActions(tree: XmlElement): void {
  for (const when of ['on_reboot', 'on_poweroff', 'on_crash']) {
    const action = textOf(find(tree, when));
    if (action !== undefined && !lifecycleActions.includes(action))
      throw unsupported(`unknown ${when} action: ${action}`);
  }
}

function checkedTitle(title: string | undefined): string | undefined {
  if (!title?.includes('\n')) return title;
  throw new LibvirtError('XML error', "Domain title can't contain newlines", 'domain config');
}

const noMemory = 'Memory size must be specified via <memory> or in the <numa> configuration';

/** What the memory element says, or else what the NUMA cells hold (virDomainDefPostParseMemory). */
function memoryOf(tree: XmlElement): number {
  const cells = elements(find(tree, 'cpu', 'numa'), 'cell').map((cell) => Number(attribute(cell, 'memory') ?? 0));
  const kib = numberIn(find(tree, 'memory')) || cells.reduce((sum, cell) => sum + cell, 0);
  if (kib === 0) throw new LibvirtError('XML error', noMemory, 'domain config');
  return kib;
}

const numberIn = (owner: XmlElement | undefined) => Number(textOf(owner) ?? 0);

function vcpusOf(tree: XmlElement): { readonly vcpus: number; readonly currentVcpus: number } {
  const vcpu = find(tree, 'vcpu');
  const vcpus = countIn(textOf(vcpu) ?? (vcpu ? '' : '1'));
  if (vcpus === undefined)
    throw new LibvirtError('XML error', 'maximum vcpus count must be an integer', 'domain config');
  if (vcpus === 0)
    throw new LibvirtError('internal error', 'CPU IDs in <numa> exceed the <vcpu> count', 'domain config');
  const currentVcpus = countIn(attribute(vcpu, 'current') ?? String(vcpus)) ?? vcpus;
  if (currentVcpus <= vcpus) return { vcpus, currentVcpus: currentVcpus || vcpus };
  throw new LibvirtError('internal error', tooManyVcpus(vcpus, currentVcpus), 'domain config');
}

const countIn = (text: string) => {
  const digits = /^\s*\+?([0-9]{1,9})$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
};
const tooManyVcpus = (most: number, current: number) =>
  `maxvcpus must not be less than current vcpus (${most} < ${current})`;

function interfaceOf(device: XmlElement): Interface {
  const mac = checkedMac(attribute(find(device, 'mac'), 'address') ?? '');
  const type = attribute(device, 'type') ?? 'user';
  const network = type === 'network' ? attribute(find(device, 'source'), 'network') : undefined;
  return network === undefined ? { mac, type } : { mac, type, network };
}
