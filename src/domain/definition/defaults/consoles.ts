import { withAttributes, withChild, withMissingAttributes, withMissingChild, without } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { addDevices, changeDevices, changeEach, devicesOf } from '../devices.ts';
import { isX86 } from '../machine.ts';

/** Models of serial ports by the kind of their target (qemuDomainChrDefPostParse). */
const serialModels: Table<string> = table({
  'isa-serial': 'isa-serial',
  'usb-serial': 'usb-serial',
  'pci-serial': 'pci-serial',
  'isa-debug': 'isa-debugcon',
});

/**
 * The domain with its serial ports and consoles complete. A machine's first console is its first serial port under
 * another name, so each brings the other along (virDomainDefAddConsoleCompat).
 */
export const withConsoles = (tree: XmlElement): XmlElement =>
  withFirstConsole(numbered(numbered(withSerialTargets(withFirstSerial(tree)), 'serial'), 'parallel'));

const firstOf = (tree: XmlElement, kind: string) => devicesOf(tree, kind)[0];
const isSerial = (console: XmlElement) => (attribute(find(console, 'target'), 'type') ?? 'serial') === 'serial';

function withFirstSerial(tree: XmlElement): XmlElement {
  const console = firstOf(tree, 'console');
  if (!console || !isSerial(console) || firstOf(tree, 'serial')) return tree;
  return addDevices(tree, without({ ...console, name: 'serial' }, 'target'));
}

const withSerialTargets = (tree: XmlElement) =>
  changeEach(tree, 'serial', (serial) => {
    const usual = isX86(attribute(find(tree, 'os', 'type'), 'arch')) ? 'isa-serial' : undefined;
    return withChild(serial, 'target', (target) => {
      const type = attribute(target, 'type') ?? usual;
      const model = serialModels[type ?? ''];
      const named = withMissingAttributes(target, { type });
      return model ? withMissingChild(named, element('model', { name: model })) : named;
    });
  });

function numbered(tree: XmlElement, kind: string): XmlElement {
  return changeEach(tree, kind, (device, index) =>
    withChild(device, 'target', (target) => withMissingAttributes(target, { port: String(index) })),
  );
}

function withFirstConsole(tree: XmlElement): XmlElement {
  const serial = firstOf(tree, 'serial');
  const typed = changeEach(tree, 'console', (console, port) => withTarget(console, 'serial', port));
  const console = firstOf(typed, 'console');
  if (!serial || !isPort(serial)) return typed;
  const mirror = withTarget(without({ ...serial, name: 'console' }, 'target'), 'serial', 0);
  if (console && isSerial(console))
    return changeEach(typed, 'console', (device) => (device === console ? mirror : device));
  return changeDevices(typed, (devices) => [mirror, ...devices]);
}

const isPort = (serial: XmlElement) => ['isa-serial', undefined].includes(attribute(find(serial, 'target'), 'type'));

/** A console with a target of that port; of that type where it has none. */
export const withTarget = (console: XmlElement, type: string, port: number): XmlElement =>
  withChild(console, 'target', (target) =>
    withAttributes(withMissingAttributes(target, { type }), { port: String(port) }),
  );
