import { without } from '../../../xml/edit.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { has } from '../../../xml/read.ts';
import { changeEach } from '../devices.ts';
import { withAccessModes } from './container.ts';

/** What a running guest's XML loses and gains when a daemon reads it back from its status file (virDomainObjParseXML). */
export const reconnected = (tree: XmlElement): XmlElement =>
  changeEach(withAccessModes(tree), 'controller', (controller) =>
    has(controller, 'type', 'usb') && has(controller, 'model', 'none') ? without(controller, 'alias') : controller,
  );
