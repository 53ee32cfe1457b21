import type { DomainDriver } from '../../../protocol/vocabulary.ts';
import { mapElements, withMissingAttributes } from '../../../xml/edit.ts';
import type { AttributeValues, XmlElement } from '../../../xml/node.ts';
import { type Table, table } from '../../../xml/table.ts';

/** What an element says when its attribute is not written, by its path below the domain. */
type Defaults = Table<AttributeValues>;

const common: Defaults = table({
  vcpu: { placement: 'static' },
  clock: { offset: 'utc' },
  'devices/disk': { type: 'file', device: 'disk' },
  'devices/filesystem': { type: 'mount', accessmode: 'passthrough' },
  'devices/hostdev': { mode: 'subsystem', managed: 'no' },
  'devices/redirdev': { bus: 'usb' },
});

const byDriver: Readonly<Record<DomainDriver, Defaults>> = {
  qemu: table({
    ...common,
    'features/hyperv': { mode: 'custom' },
    'cpu/topology': { dies: '1' },
    'cpu/feature': { policy: 'require' },
    'devices/watchdog': { action: 'reset' },
    'devices/rng': { model: 'virtio' },
    'devices/panic': { model: 'isa' },
  }),
  lxc: common,
};

/** The domain with the attributes that libvirt's parser and formatter fill in. */
export const withDefaultAttributes = (tree: XmlElement, driver: DomainDriver): XmlElement =>
  filled(tree, '', byDriver[driver]);

function filled(owner: XmlElement, path: string, defaults: Defaults): XmlElement {
  return mapElements(owner, (child) => {
    const at = path === '' ? child.name : `${path}/${child.name}`;
    const isParent = Object.keys(defaults).some((key) => key.startsWith(`${at}/`));
    const complete = withMissingAttributes(child, defaults[at] ?? {});
    return isParent ? filled(complete, at, defaults) : complete;
  });
}
