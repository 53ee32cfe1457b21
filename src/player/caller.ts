import type { CallName } from '../protocol/messages.ts';
import type { Connection } from '../protocol/sides.ts';

/** Who asks for a lock: the call's libvirt name, shown to those who wait, and its connection. */
export interface Caller {
  readonly api: CallName;
  readonly connection: Connection;
  /** What becomes of it when the domain is forgotten while it waits; it is refused unless this says otherwise. */
  readonly ifGone?: 'go on' | 'list again';
}
