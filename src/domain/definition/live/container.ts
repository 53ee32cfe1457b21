import { withChild, withMissingAttributes, withMissingChild } from '../../../xml/edit.ts';
import { element, textElement, type XmlElement } from '../../../xml/node.ts';
import { find, has } from '../../../xml/read.ts';
import { addDevices, changeEach, devicesOf } from '../devices.ts';

/** The domain in the machine slice of the host's cgroups (virLXCProcessStart). */
export const withPartition = (tree: XmlElement): XmlElement =>
  withChild(tree, 'resource', (resource) => withMissingChild(resource, textElement('partition', '/machine')));

/** The domain with the host's files as its root, unless it has a root of its own (virLXCProcessEnsureRootFS). */
export function withRootFilesystem(tree: XmlElement): XmlElement {
  if (devicesOf(tree, 'filesystem').some((filesystem) => has(find(filesystem, 'target'), 'dir', '/'))) return tree;
  const root = ['source', 'target'].map((name) => element(name, { dir: '/' }));
  return addDevices(tree, element('filesystem', { type: 'mount' }, root));
}

/** The domain as a daemon reads it back: its parser says the access mode that the start left open. */
export const withAccessModes = (tree: XmlElement): XmlElement =>
  changeEach(tree, 'filesystem', (filesystem) => withMissingAttributes(filesystem, { accessmode: 'passthrough' }));
