import { timingSafeEqual } from 'node:crypto';
import { limits } from '../../protocol/limits.ts';
import { type Admission, type Link, listenInRange, type Transport } from '../../transport/index.ts';

/** Where one migration stream comes in. */
export interface Door {
  /** Port of the listener, as text. */
  readonly url: URL;
  /** The stream; rejects when the door is closed before one came. */
  readonly link: Promise<Link>;
  /** Lets so many more of the same sender's links in; rejects when the door is closed before they came. */
  more(count: number): Promise<readonly Link[]>;
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

/** Waits for one peer that shows the token; whoever comes later is refused, unless more links of it are awaited. */
export async function openDoor({ transport, listen, ports, token }: DoorOptions): Promise<Door> {
  const entered = entrance();
  const refuse = ({ token: shown }: Admission) => {
    if (!isSame(shown ?? '', token)) return 'This migration stream needs the token that Prepare gave out.';
    return entered.isOpen() ? undefined : 'The guest that waits here has its migration stream already.';
  };
  const onLink = (link: Link) => {
    if (entered.isOpen()) entered.let(link);
    else link.terminate();
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
    link: entered.await(1).then(([link]) => link as Link),
    more: entered.await,
    close() {
      entered.shut();
      return listener.close();
    },
  };
}

function entrance() {
  let links: Link[] = [];
  let awaited = 0;
  let enter: (links: readonly Link[]) => void = () => {};
  let shut: () => void = () => {};
  return {
    isOpen: () => links.length < awaited,
    let(link: Link) {
      links.push(link);
      if (links.length === awaited) enter(links);
    },
    await(count: number): Promise<readonly Link[]> {
      links = [];
      awaited = count;
      const came = new Promise<readonly Link[]>((resolve, reject) => {
        enter = resolve;
        shut = () => reject(new Error('nobody came'));
      });
      came.catch(() => undefined);
      return came;
    },
    shut: () => shut(),
  };
}

const isSame = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
