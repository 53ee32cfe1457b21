import { LibvirtError } from '../../../protocol/errors.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { type Table, table } from '../../../xml/table.ts';

/** What may be done with devices of a kind, to a running guest and to a definition (qemuDomainAttachDeviceLive and its like). */
export interface DeviceKind {
  /** libvirt's name for the kind, which its errors tell (virDomainDeviceType). */
  readonly name: string;
  readonly attach: { readonly live: boolean; readonly config: boolean };
  readonly detach: { readonly live: boolean; readonly config: boolean };
  readonly update: { readonly live: boolean; readonly config: boolean };
}

const both = { live: true, config: true };
const config = { live: false, config: true };
const none = { live: false, config: false };

const pluggable = (name: string): DeviceKind => ({ name, attach: both, detach: both, update: none });
const changeable = (name: string): DeviceKind => ({ name, attach: both, detach: both, update: both });
const fixed = (name: string): DeviceKind => ({ name, attach: none, detach: none, update: none });

const kinds: Table<DeviceKind> = table({
  disk: changeable('disk'),
  interface: changeable('interface'),
  memory: changeable('memory'),
  graphics: { name: 'graphics', attach: none, detach: none, update: both },
  lease: pluggable('lease'),
  filesystem: pluggable('filesystem'),
  input: pluggable('input'),
  hostdev: pluggable('hostdev'),
  redirdev: pluggable('redirdev'),
  controller: pluggable('controller'),
  watchdog: pluggable('watchdog'),
  rng: pluggable('rng'),
  shmem: pluggable('shmem'),
  vsock: pluggable('vsock'),
  serial: pluggable('chr'),
  parallel: pluggable('chr'),
  console: pluggable('chr'),
  channel: pluggable('chr'),
  sound: { name: 'sound', attach: config, detach: config, update: none },
  video: fixed('video'),
  hub: fixed('hub'),
  smartcard: fixed('smartcard'),
  memballoon: fixed('memballoon'),
  nvram: fixed('nvram'),
  tpm: fixed('tpm'),
  panic: fixed('panic'),
  iommu: fixed('iommu'),
  audio: fixed('audio'),
});

/** @throws LibvirtError (config unsupported) for an element that is no device. */
export function kindOf(device: XmlElement): DeviceKind {
  const kind = kinds[device.name];
  if (kind) return kind;
  throw new LibvirtError('config unsupported', `unknown device type '${device.name}'`, 'domain config');
}
