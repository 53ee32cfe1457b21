import type { CallName } from '../protocol/messages.ts';
import type { Connection } from '../protocol/sides.ts';

/** Who asks for a lock: the call's libvirt name, shown to those who wait, and its connection. */
export interface Caller {
  /** A guest's start and end ask the network driver for ports, as one driver asks another. */
  readonly api: CallName | 'NetworkPortCreateXML' | 'NetworkPortDelete';
  readonly connection: Connection;
}
