import type { Random } from '../clock/index.ts';
import { limits } from '../protocol/limits.ts';
import type { DestinationSide } from '../protocol/sides.ts';
import { type Link, type Listener, listenInRange, relay, type SideStream, type Transport } from '../transport/index.ts';
import { sameToken } from './token.ts';

/** The source's end of a tunnel: the guest sends its state to its own host, which passes it on through its connection. */
export interface Tunnel {
  /** The destination, whose Prepare sends the guest to this end. */
  readonly destination: DestinationSide;
  close(): Promise<void>;
}

export interface TunnelOptions {
  readonly transport: Transport;
  readonly random: Random;
  /** Interface to listen on, and what the guest reaches it by. */
  readonly listen: string;
  readonly address: string;
  readonly destination: DestinationSide;
  /** The side stream of the connection to the destination. */
  readonly stream: SideStream;
}

/** In the place of `destination` where a migration is tunnelled. Its end listens where guests would wait, for one of them. */
export function tunnelTo({ transport, random, listen, address, destination, stream }: TunnelOptions): Tunnel {
  let listener: Listener | undefined;
  const token = Buffer.from(random.bytes(16)).toString('hex');
  let entered = false;
  const open = async () => {
    listener = await listenInRange(transport, {
      address: listen,
      maxMessageBytes: limits.streamFrameBytes,
      refuse: ({ token: shown }) => (entered || !sameToken(token, shown) ? refusal : undefined),
      onLink(link) {
        entered = true;
        relay(link, stream);
      },
    });
    const { protocol, port } = new URL(listener.url);
    const host = address.includes(':') ? `[${address}]` : address;
    return `${protocol}//${host}:${port}/?token=${token}`;
  };
  return {
    destination: {
      ...destination,
      prepare: async (params) => ({ ...(await destination.prepare(params)), uri: await open() }),
    },
    close: async () => listener?.close(),
  };
}

const refusal = 'This end of the tunnel waits for the guest of one migration.';

/** The destination's end: what comes over a connection's side stream goes to the guest that was prepared on it. */
export function tunnelEnd(transport: Transport, stream: SideStream) {
  let waiting: Promise<Link> | undefined;
  return {
    leadTo(uri: string): void {
      stream.onMessage(async (first) => {
        if (waiting) return;
        waiting = transport.connect(uri, { maxMessageBytes: limits.streamFrameBytes });
        const link = await waiting.catch(() => undefined);
        if (!link) return stream.send(new Uint8Array());
        relay(link, stream).take(first);
      });
    },
  };
}
