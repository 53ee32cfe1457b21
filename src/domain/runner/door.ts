import { timingSafeEqual } from 'node:crypto';
import { limits } from '../../protocol/limits.ts';
import { type Admission, type Link, listenInRange, type Transport } from '../../transport/index.ts';

/** Where one migration stream comes in. */
export interface Door {
  /** Port of the listener, as text. */
  readonly url: URL;
  /** The stream; rejects when the door is closed before one came. */
  readonly link: Promise<Link>;
  /** Lets nobody in any more and cuts the stream. */
  close(): Promise<void>;
}

export interface DoorOptions {
  readonly transport: Transport;
  readonly listen: string;
  readonly ports: PortRange;
  readonly token: string;
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** libvirt's migration_port_min and migration_port_max. */
export const migrationPorts: PortRange = { first: 49_152, last: 49_215 };

/** Waits for one peer that shows the token; whoever comes later is refused. */
export async function openDoor({ transport, listen, ports, token }: DoorOptions): Promise<Door> {
  const entered = entrance();
  const refuse = ({ token: shown }: Admission) => {
    if (!isSame(shown ?? '', token)) return 'This migration stream needs the token that Prepare gave out.';
    return entered.taken() ? 'The guest that waits here has its migration stream already.' : undefined;
  };
  const onLink = (link: Link) => {
    if (entered.taken()) link.terminate();
    else entered.let(link);
  };
  const listener = await listenInRange(transport, {
    address: listen,
    min: ports.first,
    max: ports.last,
    maxMessageBytes: limits.streamFrameBytes,
    inPieces: true,
    refuse,
    onLink,
  });
  return {
    url: new URL(listener.url),
    link: entered.link,
    close() {
      entered.shut();
      return listener.close();
    },
  };
}

function entrance() {
  let taken = false;
  let enter: (link: Link) => void = () => {};
  let shut: () => void = () => {};
  const link = new Promise<Link>((resolve, reject) => {
    enter = resolve;
    shut = () => reject(new Error('nobody came'));
  });
  link.catch(() => undefined);
  return {
    link,
    taken: () => taken,
    let(through: Link) {
      taken = true;
      enter(through);
    },
    shut: () => shut(),
  };
}

const isSame = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
