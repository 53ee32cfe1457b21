import { mapElements, withAttributes, withChild, without } from '../../xml/edit.ts';
import type { XmlElement } from '../../xml/node.ts';
import { attribute, find, has } from '../../xml/read.ts';
import { changeDevices } from './devices.ts';
import { withoutPorts } from './live/ports.ts';

/** Where libvirt puts the sockets of channels that name none (qemuDomainChrDefDropDefaultPath). */
export const generatedChannel = /\/channel\/target\/domain-|\/channel\/\d+-/;

/**
 * The domain without what only a running guest's devices have: no definition keeps it (virDomainDeviceInfoParseXML and
 * the parsers of each device, with VIR_DOMAIN_DEF_PARSE_INACTIVE).
 */
export const withoutLive = (tree: XmlElement): XmlElement =>
  changeDevices(withoutPorts(withoutLabels(tree)), (devices) =>
    devices.map((device) => withoutOwn(withoutAlias(device))),
  );

/** Which label a start chose is no part of a definition that leaves the choice to it (virDomainSecurityLabelDefFormat). */
const withoutLabels = (tree: XmlElement): XmlElement =>
  mapElements(tree, (child) =>
    child.name === 'seclabel' && has(child, 'type', 'dynamic') ? without(without(child, 'label'), 'imagelabel') : child,
  );

const withoutAlias = (device: XmlElement): XmlElement =>
  attribute(find(device, 'alias'), 'name')?.startsWith('ua-') ? device : without(device, 'alias');

function withoutOwn(device: XmlElement): XmlElement {
  if (device.name === 'disk' && find(device, 'source'))
    return withChild(device, 'source', (source) => withAttributes(source, { index: undefined }));
  return device.name === 'channel' ? withoutSocket(device) : device;
}

const withoutSocket = (channel: XmlElement): XmlElement =>
  mapElements(channel, (child) => {
    if (child.name === 'target') return withAttributes(child, { state: undefined });
    return child.name === 'source' && generatedChannel.test(attribute(child, 'path') ?? '') ? undefined : child;
  });
