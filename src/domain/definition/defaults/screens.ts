import { append, withAttributes } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { changeEach } from '../devices.ts';

/** The domain with where its screens listen, and a port of libvirt's choice for a VNC server (virDomainGraphicsListensParseXML). */
export const withScreens = (tree: XmlElement): XmlElement =>
  changeEach(tree, 'graphics', (graphics) => {
    const screen = screens[attribute(graphics, 'type') ?? ''];
    return screen ? withAddress(withListen(graphics, screen), screen) : graphics;
  });

/** What a kind of screen has when its element does not say. */
interface Screen {
  readonly autoport: (port: string | undefined) => 'yes' | 'no';
  /** The port that stands for one of libvirt's choice. */
  readonly freePort: string | undefined;
}

const screens: Table<Screen> = table({
  vnc: { autoport: (port = '-1') => (port === '-1' ? 'yes' : 'no'), freePort: '-1' },
  spice: { autoport: () => 'no', freePort: undefined },
});

function withListen(graphics: XmlElement, { freePort }: Screen): XmlElement {
  if (find(graphics, 'listen')) return graphics;
  const socket = attribute(graphics, 'socket');
  if (socket !== undefined) return append(graphics, element('listen', { type: 'socket', socket }));
  const deaf =
    !freePort && !has(graphics, 'autoport', 'yes') && !attribute(graphics, 'port') && !attribute(graphics, 'tlsPort');
  const address = attribute(graphics, 'listen');
  return append(graphics, element('listen', deaf ? { type: 'none' } : { type: 'address', address }));
}

function withAddress(graphics: XmlElement, { autoport, freePort }: Screen): XmlElement {
  const listen = find(graphics, 'listen');
  if (!has(listen, 'type', 'address') && !has(listen, 'type', 'network'))
    return withAttributes(graphics, { autoport: undefined });
  const port = attribute(graphics, 'port');
  const automatic = attribute(graphics, 'autoport') ?? autoport(port);
  const address = attribute(listen, 'address') ?? attribute(graphics, 'listen');
  return withAttributes(graphics, {
    port: automatic === 'yes' ? freePort : port,
    autoport: automatic,
    listen: address,
  });
}
