import type { XmlElement } from '../xml/node.ts';
import { attribute, elements, find } from '../xml/read.ts';
import { checkIp } from './check-ip.ts';
import { type ForwardMode, isVirtual } from './definition.ts';
import { unsupported, xmlError } from './refuse.ts';

/** What is checked as a network is read (virNetworkDefParseXML). @throws LibvirtError for what does not go together. */
export function checkNetwork(tree: XmlElement, name: string, mode: ForwardMode, devices: readonly string[]): void {
  for (const ip of elements(tree, 'ip')) checkIp(ip, name);
  if (mode === 'nat' || mode === 'route' || mode === 'open') checkRouted(tree, name, mode, devices);
}

function checkRouted(tree: XmlElement, name: string, mode: ForwardMode, devices: readonly string[]): void {
  if (elements(tree, 'ip').length === 0)
    throw xmlError(`${mode} forwarding requested, but no IP address provided for network '${name}'`);
  if (mode === 'open' && devices.length > 0)
    throw xmlError(`forward dev not allowed for network '${name}' with forward mode='open'`);
  if (devices.length > 1)
    throw xmlError(`multiple forwarding interfaces specified for network '${name}', only one is supported`);
}

/** What the bridge of a network may say, by how the network forwards. */
export function checkBridge(bridge: XmlElement | undefined, name: string, mode: ForwardMode): void {
  if (!bridge || isVirtual(mode)) return;
  if (mode !== 'bridge' && attribute(bridge, 'name'))
    throw xmlError(`bridge name not allowed in ${mode} mode (network '${name}')`);
  if (
    attribute(bridge, 'stp') !== undefined ||
    Number(attribute(bridge, 'delay') ?? 0) > 0 ||
    attribute(bridge, 'zone')
  )
    throw xmlError(
      `bridge delay/stp/zone options only allowed in route, nat, and isolated mode, not in ${mode} (network '${name}')`,
    );
}

/** What is checked as a network is defined or created (networkValidate), besides its bridge's name. */
export function validateNetwork(tree: XmlElement, name: string, mode: ForwardMode): void {
  if (!isVirtual(mode)) checkForeign(tree, name, mode);
  const groups = elements(tree, 'portgroup').map((group) => ({
    name: attribute(group, 'name') ?? '',
    isDefault: attribute(group, 'default') !== undefined,
  }));
  const [first, second] = groups.filter(({ isDefault }) => isDefault);
  if (first && second)
    throw unsupported(
      `network '${name}' has multiple default <portgroup> elements (${first.name} and ${second.name}), but only one default is allowed`,
    );
  const twice = groups.find((group, i) => groups.findIndex((other) => other.name === group.name) !== i);
  if (twice) throw unsupported(`multiple <portgroup> elements with the same name (${twice.name}) in network '${name}'`);
}

/** A bridge or card that is the host's own is not libvirt's to give addresses to. */
function checkForeign(tree: XmlElement, name: string, mode: ForwardMode): void {
  const dns = find(tree, 'dns');
  const hasRecords = ['txt', 'host', 'srv'].some((kind) => find(dns, kind) !== undefined);
  const present = (['mac', 'ip', 'dns', 'domain'] as const).find((kind) =>
    kind === 'dns' ? hasRecords : find(tree, kind) !== undefined,
  );
  if (present) throw unsupported(`Unsupported <${present}> element in network ${name} with forward mode='${mode}'`);
  if (find(tree, 'bandwidth') && !(mode === 'bridge' && find(tree, 'bridge')))
    throw unsupported(`Unsupported network-wide <bandwidth> element in network ${name} with forward mode='${mode}'`);
}
