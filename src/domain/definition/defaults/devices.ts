import { addDevices, changeEach, devicesOf } from '../devices.ts';
import { familyOf, isX86 } from '../machine.ts';
import { append, withAttributes, withChild, withMissingAttributes, withMissingChild } from '../xml/edit.ts';
import { type AttributeValues, element, type XmlElement } from '../xml/node.ts';
import { attribute, find, has } from '../xml/read.ts';

const archOf = (tree: XmlElement) => attribute(find(tree, 'os', 'type'), 'arch');

/** The domain with a model for each network card that has none (qemuDomainDefaultNetModel). */
export const withCardModels = (tree: XmlElement): XmlElement =>
  changeEach(tree, 'interface', (card) => {
    if (has(card, 'type', 'hostdev')) return card;
    const type = isX86(archOf(tree)) && !has(card, 'type', 'vdpa') ? 'rtl8139' : 'virtio';
    return withMissingChild(card, element('model', { type }));
  });

/** The domain with a bus for each input device, and a PC's mouse and keyboard (qemuDomainDefAddImplicitInputDevice). */
export function withInputs(tree: XmlElement): XmlElement {
  const bused = changeEach(tree, 'input', (input) => withMissingAttributes(input, { bus: inputBus(input, archOf(tree)) }));
  if (!isX86(archOf(tree))) return bused;
  const missing = ['mouse', 'keyboard'].filter((type) => !devicesOf(bused, 'input').some(isPs2(type)));
  return addDevices(bused, ...missing.map((type) => element('input', { type, bus: 'ps2' })));
}

const isPs2 = (type: string) => (input: XmlElement) => has(input, 'type', type) && has(input, 'bus', 'ps2');

function inputBus(input: XmlElement, arch: string | undefined): string | undefined {
  const type = attribute(input, 'type') ?? '';
  if (type === 'evdev') return undefined;
  if (type === 'passthrough') return 'virtio';
  return isX86(arch) && (type === 'mouse' || type === 'keyboard') ? 'ps2' : 'usb';
}

/** The domain with the memory balloon that a guest has unless it says it wants none. */
export const withBalloon = (tree: XmlElement): XmlElement =>
  familyOf(tree).pciRoot && devicesOf(tree, 'memballoon').length === 0
    ? addDevices(tree, element('memballoon', { model: 'virtio' }))
    : tree;

/** Sound comes out of what shows the picture (qemuDomainDefSuggestDefaultAudioBackend, with qemu.conf as shipped). */
const audioByGraphics: Readonly<Record<string, string>> = { spice: 'spice', sdl: 'sdl' };

/** The sound backend that libvirt gives a guest by itself. */
export function defaultAudio(tree: XmlElement): XmlElement {
  const shown = devicesOf(tree, 'graphics').map((graphics) => audioByGraphics[attribute(graphics, 'type') ?? '']);
  return element('audio', { id: '1', type: shown.find((type) => type !== undefined) ?? 'none' });
}

/** The domain with a sound backend. */
export const withAudio = (tree: XmlElement): XmlElement =>
  devicesOf(tree, 'audio').length === 0 ? addDevices(tree, defaultAudio(tree)) : tree;

/** Memory of a video device in kibibytes, by its model (virDomainVideoDefaultRAM). */
const videoMemory: Readonly<Record<string, AttributeValues>> = {
  qxl: { ram: '65536', vram: '65536', vgamem: '16384' },
  vga: { vram: '16384' },
  cirrus: { vram: '16384' },
  vmvga: { vram: '16384' },
  bochs: { vram: '16384' },
};

/** The domain with a video device where there is a screen to show it on, its memory said, and the first one primary. */
export function withVideo(tree: XmlElement): XmlElement {
  const wanted = devicesOf(tree, 'graphics').length > 0 && devicesOf(tree, 'video').length === 0;
  return changeEach(wanted ? addDevices(tree, element('video')) : tree, 'video', completeVideo);
}

const completeVideo = (video: XmlElement, index: number) =>
  withChild(video, 'model', (model) => {
    const type = attribute(model, 'type') ?? 'cirrus';
    if (type === 'none') return model;
    const primary = index === 0 ? 'yes' : undefined;
    return withMissingAttributes(model, { type, ...videoMemory[type], heads: '1', primary });
  });

/** The domain with where its screens listen (virDomainGraphicsListensParseXML); a VNC server has a port of libvirt's choice. */
export const withScreens = (tree: XmlElement): XmlElement =>
  changeEach(tree, 'graphics', (graphics) => {
    const vnc = has(graphics, 'type', 'vnc');
    if (!vnc && !has(graphics, 'type', 'spice')) return graphics;
    return withListen(vnc ? withVncPort(graphics) : withMissingAttributes(graphics, { autoport: 'no' }));
  });

function withVncPort(graphics: XmlElement): XmlElement {
  const port = attribute(graphics, 'port') ?? '-1';
  const autoport = attribute(graphics, 'autoport') ?? (port === '-1' ? 'yes' : 'no');
  return withAttributes(graphics, { port: autoport === 'yes' ? '-1' : port, autoport });
}

function withListen(graphics: XmlElement): XmlElement {
  const first = find(graphics, 'listen');
  const address = attribute(first, 'address') ?? attribute(graphics, 'listen');
  const mute = has(graphics, 'type', 'spice') && has(graphics, 'autoport', 'no') && !attribute(graphics, 'port');
  if (!first && mute) return append(withAttributes(graphics, { autoport: undefined }), element('listen', { type: 'none' }));
  const listening = first ? graphics : append(graphics, element('listen', { type: 'address', address }));
  return has(find(listening, 'listen'), 'type', 'address') ? withAttributes(listening, { listen: address }) : listening;
}

/** The domain with the program that runs it. */
export function withEmulator(tree: XmlElement, path: string): XmlElement {
  return withChild(tree, 'devices', (devices) =>
    withMissingChild(devices, element('emulator', {}, [{ kind: 'text', text: path }])),
  );
}
