import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { addDevices, devicesOf } from '../devices.ts';

/**
 * Where sound comes out, by what shows the picture; a window on the host's own screen leaves sound to the host
 * (qemuDomainDefSuggestDefaultAudioBackend, with qemu.conf as shipped).
 */
const audioByGraphics: Table<string> = table({ vnc: 'none', spice: 'spice', sdl: 'host' });

/** The sound backend that libvirt gives a guest by itself, if any. */
export function defaultAudio(tree: XmlElement): XmlElement | undefined {
  const graphics = devicesOf(tree, 'graphics');
  const types = graphics.flatMap((device) => audioByGraphics[attribute(device, 'type') ?? ''] ?? []);
  const type = graphics.length === 0 ? 'none' : types.at(-1);
  return type === undefined || type === 'host' ? undefined : element('audio', { id: '1', type });
}

/** The domain with a sound backend. */
export function withAudio(tree: XmlElement): XmlElement {
  const audio = defaultAudio(tree);
  return audio && devicesOf(tree, 'audio').length === 0 ? addDevices(tree, audio) : tree;
}
