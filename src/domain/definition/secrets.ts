import { withAttributes } from '../../xml/edit.ts';
import type { XmlElement } from '../../xml/node.ts';
import { changeEach } from './devices.ts';

/** Attributes that libvirt shows only to those who may see them, by kind of device (virDomainGraphicsAuthDefFormatAttr). */
const secrets: Readonly<Record<string, readonly string[]>> = { graphics: ['passwd'] };

/** The domain without its passwords. */
export const withoutSecrets = (tree: XmlElement): XmlElement =>
  Object.entries(secrets).reduce(
    (changed, [kind, names]) =>
      changeEach(changed, kind, (device) =>
        withAttributes(device, Object.fromEntries(names.map((name) => [name, undefined]))),
      ),
    tree,
  );
