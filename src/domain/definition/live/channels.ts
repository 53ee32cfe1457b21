import { append, withAttributes, withChild } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { changeEach } from '../devices.ts';

/** The domain with a socket in `directory` for each channel that names none (qemuDomainPrepareChannel). */
export const withChannelSockets = (tree: XmlElement, directory: string): XmlElement =>
  changeEach(tree, 'channel', (channel) => {
    if (!has(channel, 'type', 'unix') || attribute(find(channel, 'source'), 'path') !== undefined) return channel;
    const name = attribute(find(channel, 'target'), 'name');
    const path = `${directory}/${name ?? 'vioserial'}`;
    return append(channel, element('source', { mode: 'bind', path }));
  });

/** The domain with whether somebody inside the guest has opened its channels: nobody in hooklab's has. */
export const withChannelStates = (tree: XmlElement): XmlElement =>
  changeEach(tree, 'channel', (channel) =>
    has(channel, 'type', 'unix') && has(find(channel, 'target'), 'type', 'virtio')
      ? withChild(channel, 'target', (target) => withAttributes(target, { state: 'disconnected' }))
      : channel,
  );
