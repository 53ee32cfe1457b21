import type { Clock } from '../clock/index.ts';
import { limits } from '../protocol/limits.ts';
import { type Caller, type EventNotice, protocolVersion } from '../protocol/messages.ts';
import type { SideStream } from '../transport/index.ts';
import type { Transport } from '../transport/link.ts';
import { type Causality, relayedCausality } from './causality.ts';
import { hostDefaults, type KeepaliveSettings } from './options.ts';
import { createWire } from './wire.ts';

export { type Causality, relayedCausality } from './causality.ts';

/** A connection to a host, seen from a client: the command line, the library, or another host (peer-to-peer). */
export interface HostClient {
  readonly host: string;
  readonly hostUuid: string;
  /** The libvirt release the host plays. */
  readonly libvirt: string;
  readonly call: Caller;
  onEvent(handler: (event: EventNotice) => void): void;
  onNotice(handler: (text: string) => void): void;
  /** Called once with why the connection is gone. */
  onClose(handler: (reason: string) => void): void;
  /** What a tunnelled migration goes through; clients of another protocol have none. */
  readonly stream?: SideStream;
  close(): Promise<void>;
  /** Leaves without a word. */
  drop(): void;
}

export interface ConnectToHost {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly url: string;
  readonly token?: string | undefined;
  /** What the client calls itself in the host's log. */
  readonly client: string;
  /** Its process and their parents, by which a host recognises a call from inside a hook. */
  readonly ancestors?: readonly number[];
  readonly keepalive?: KeepaliveSettings;
  /** Journal numbers to tell the host, and to learn from it. */
  readonly causality?: Causality;
}

/**
 * Connects and opens the connection.
 * @throws LibvirtError when nobody answers, the token is wrong, or the other end speaks another version.
 */
export async function connectToHost(options: ConnectToHost): Promise<HostClient> {
  const { transport, clock, url, token, client, ancestors = [], causality = relayedCausality() } = options;
  const link = await transport.connect(url, { maxMessageBytes: limits.messageBytes, ...(token && { token }) });
  const wire = createWire({ link, clock, keepalive: options.keepalive ?? hostDefaults.keepalive, causality });
  try {
    const { host, uuid, libvirt } = await wire.call('ConnectOpen', {
      version: protocolVersion,
      client,
      ancestors: ancestors.slice(0, 64),
    });
    return { ...wire, host, hostUuid: uuid, libvirt };
  } catch (error) {
    link.terminate();
    throw error;
  }
}
