import type { XmlElement } from '../xml/node.ts';

/** virNetworkForwardType; `none` for a network without a forward element. */
export const forwardModes = [
  'none',
  'nat',
  'route',
  'open',
  'bridge',
  'private',
  'vepa',
  'passthrough',
  'hostdev',
] as const;
export type ForwardMode = (typeof forwardModes)[number];

/** Whether libvirt makes the network's bridge itself, with a name, an address and everything else of a host. */
export const isVirtual = (mode: ForwardMode): boolean => ['none', 'nat', 'route', 'open'].includes(mode);

/** What a network is: the user's XML in libvirt's form and what hooklab needs of it. A value; every change makes a new one. */
export interface NetworkDefinition {
  readonly name: string;
  /** Lower case, with hyphens. */
  readonly uuid: string;
  readonly mode: ForwardMode;
  /** Device that guests' cards are plugged into; none for modes that use the host's own cards. */
  readonly bridge: string | undefined;
  /** The host's own cards that the network forwards by, in order. */
  readonly devices: readonly string[];
  /** All of the XML: only what libvirt knows, as it would write it. */
  readonly tree: XmlElement;
}
