import type { DomainDriver } from '../../../protocol/vocabulary.ts';
import { withAttributes } from '../../../xml/edit.ts';
import type { XmlElement } from '../../../xml/node.ts';
import type { LiveForm } from '../form.ts';
import type { XmlVintage } from '../vintage.ts';
import { withAliases } from './aliases.ts';
import { withChannelSockets, withChannelStates } from './channels.ts';
import { withPartition, withRootFilesystem } from './container.ts';
import { withActualCpu, withExactModel } from './cpu-features.ts';
import { withDetectedSources } from './disk-sources.ts';
import { withoutPorts, withPorts } from './ports.ts';
import { reconnected } from './reconnected.ts';
import { withSecurityLabel } from './security-label.ts';
import { withoutTerminals, withTerminals } from './terminals.ts';
import { type View, viewOf } from './view.ts';

/** A complete domain as a hook or dumpxml shows it while it starts, runs or stops. */
export function liveTree(tree: XmlElement, driver: DomainDriver, form: LiveForm, vintage: XmlVintage): XmlElement {
  const view = viewOf(driver, form);
  const held = driver === 'lxc' ? withPartition(tree) : tree;
  const assigned = view.assigned ? withAssigned(held, driver, form) : held;
  const computed = view.actualCpu && driver === 'qemu' ? withActualCpu(assigned) : assigned;
  const labelled = withLabels(computed, driver, view, vintage);
  const known =
    view.id && form.id !== undefined
      ? withIdentity(labelled, form, view, form.id)
      : withoutTerminals(withoutPorts(labelled));
  return form.reconnected ? reconnected(known) : known;
}

const withAssigned = (tree: XmlElement, driver: DomainDriver, form: LiveForm) =>
  withAliases(driver === 'lxc' ? withRootFilesystem(tree) : withHostParts(tree, form), driver);

function withHostParts(tree: XmlElement, { channels, stage }: LiveForm): XmlElement {
  const detected = withDetectedSources(withExactModel(tree));
  const connected = channels === undefined ? detected : withChannelSockets(detected, channels);
  return stage === 'started' ? withChannelStates(connected) : connected;
}

function withLabels(
  tree: XmlElement,
  driver: DomainDriver,
  { labels }: View,
  { securityLabels }: XmlVintage,
): XmlElement {
  const label = securityLabels[driver];
  return label === undefined || labels === 'none' ? tree : withSecurityLabel(tree, label, labels);
}

/** A domain without an id is formatted as an inactive one (virDomainDefFormatInternalSetRootName), so these come with it. */
function withIdentity(tree: XmlElement, { ports, terminal = 0 }: LiveForm, view: View, id: number): XmlElement {
  const plugged = view.ports ? withPorts(tree, ports) : withoutPorts(tree);
  const opened = view.terminals ? withTerminals(plugged, terminal) : plugged;
  return withAttributes(opened, { id: String(id) });
}
