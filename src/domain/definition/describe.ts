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
  const memoryKib = memoryOf(tree);
  return {
    ...{ driver, name, uuid, type, title, osType, memoryKib, tree, complete },
    description: textOf(find(tree, 'description')),
    currentMemoryKib: Math.min(numberIn(find(tree, 'currentMemory')) || memoryKib, memoryKib),
    vcpus: vcpusOf(tree),
    arch: attribute(find(tree, 'os', 'type'), 'arch'),
    machine: attribute(find(tree, 'os', 'type'), 'machine'),
    hasBootSource: hasBootSource(tree, driver),
    interfaces: devicesOf(tree, 'interface').map(interfaceOf),
    metadata: find(tree, 'metadata'),
  };
}

function checkedType(driver: DomainDriver, type: string | undefined): string {
  if (type === undefined) throw new LibvirtError('internal error', 'missing domain type attribute', 'domain');
  const accepted = typesOf[driver];
  if (accepted.includes(type)) return type;
  const expected = accepted.length > 1 ? `one of these: ${accepted.join(', ')}` : accepted[0];
  throw new LibvirtError('config unsupported', `unexpected domain type ${type}, expecting ${expected}`, 'domain');
}

function checkedOsType(tree: XmlElement): string {
  const osType = textOf(find(tree, 'os', 'type'));
  if (osType === undefined) throw new LibvirtError('XML error', 'an os <type> must be specified', 'domain');
  if (osType !== 'exe' || textOf(find(tree, 'os', 'init')) !== undefined) return osType;
  throw new LibvirtError('XML error', 'init binary must be specified', 'domain');
}

function checkedTitle(title: string | undefined): string | undefined {
  if (!title?.includes('\n')) return title;
  throw new LibvirtError('XML error', "Domain title can't contain newlines", 'domain');
}

const noMemory = 'Memory size must be specified via <memory> or in the <numa> configuration';

/** What the memory element says, or else what the NUMA cells hold (virDomainDefPostParseMemory). */
function memoryOf(tree: XmlElement): number {
  const cells = elements(find(tree, 'cpu', 'numa'), 'cell').map((cell) => Number(attribute(cell, 'memory') ?? 0));
  const kib = numberIn(find(tree, 'memory')) || cells.reduce((sum, cell) => sum + cell, 0);
  if (kib === 0) throw new LibvirtError('XML error', noMemory, 'domain');
  return kib;
}

const numberIn = (owner: XmlElement | undefined) => Number(textOf(owner) ?? 0);

function vcpusOf(tree: XmlElement): number {
  const vcpu = find(tree, 'vcpu');
  const digits = /^\s*\+?([0-9]{1,9})$/.exec(textOf(vcpu) ?? (vcpu ? '' : '1'))?.[1];
  if (digits === undefined) throw new LibvirtError('XML error', 'maximum vcpus count must be an integer', 'domain');
  if (Number(digits) > 0) return Number(digits);
  throw new LibvirtError('config unsupported', "domain config can't have 0 maxvcpus", 'domain');
}

function interfaceOf(device: XmlElement): Interface {
  const mac = checkedMac(attribute(find(device, 'mac'), 'address') ?? '');
  const type = attribute(device, 'type') ?? 'user';
  const network = type === 'network' ? attribute(find(device, 'source'), 'network') : undefined;
  return network === undefined ? { mac, type } : { mac, type, network };
}
