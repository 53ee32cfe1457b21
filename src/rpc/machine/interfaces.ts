import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { element, type XmlElement } from '../../xml/node.ts';
import { printXml } from '../../xml/print.ts';

/** A network interface of the machine, as the kernel tells it. */
export interface MachineInterface {
  readonly name: string;
  readonly mac: string;
  readonly mtu: string;
  /** Whether the link is up: what libvirt calls active (udevInterfaceIsActive). */
  readonly active: boolean;
  readonly state: string;
  /** Mbit/s; undefined where there is no link or no speed. */
  readonly speed: string | undefined;
  readonly isBridge: boolean;
}

const kernel = '/sys/class/net';

/** The machine's interfaces by name; none where the kernel does not tell them so. */
export async function machineInterfaces(root = kernel): Promise<readonly MachineInterface[]> {
  const names = await readdir(root).catch(() => []);
  const all = await Promise.all(names.sort().map((name) => interfaceAt(root, name)));
  return all.filter((one) => one !== undefined);
}

/** What stands below the kernel's directory and is no interface (`bonding_masters`) has no address. */
async function interfaceAt(root: string, name: string): Promise<MachineInterface | undefined> {
  const told = (what: string) =>
    readFile(join(root, name, what), 'utf8').then(
      (text) => text.trim(),
      () => undefined,
    );
  const [mac, mtu, state = 'unknown', speed] = await Promise.all(['address', 'mtu', 'operstate', 'speed'].map(told));
  if (mac === undefined || mtu === undefined) return undefined;
  const isBridge = (await readdir(join(root, name, 'bridge')).catch(() => [])).length > 0;
  return { name, mac, mtu, state, isBridge, active: state === 'up', speed: Number(speed) > 0 ? speed : undefined };
}

/** The interface as libvirt writes it (virInterfaceDefFormat, udevGetIfaceDef). */
export const interfaceXml = (one: MachineInterface): string => printXml(interfaceTree(one), {});

function interfaceTree({ name, mac, mtu, state, speed, isBridge }: MachineInterface): XmlElement {
  const common = [
    element('mtu', { size: mtu }),
    element('link', { speed: state === 'up' ? speed : undefined, state }),
    element('mac', { address: mac }),
  ];
  return isBridge
    ? element('interface', { type: 'bridge', name }, [...common, element('bridge')])
    : element('interface', { type: 'ethernet', name }, common);
}
