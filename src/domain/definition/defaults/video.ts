import { withChild, withMissingAttributes } from '../../../xml/edit.ts';
import { type AttributeValues, element, type XmlElement } from '../../../xml/node.ts';
import { attribute } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { addDevices, changeEach, devicesOf } from '../devices.ts';

/** Memory of a video device in kibibytes, by its model (virDomainVideoDefaultRAM). */
const videoMemory: Table<AttributeValues> = table({
  qxl: { ram: '65536', vram: '65536', vgamem: '16384' },
  vga: { vram: '16384' },
  cirrus: { vram: '16384' },
  vmvga: { vram: '16384' },
  bochs: { vram: '16384' },
});

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
