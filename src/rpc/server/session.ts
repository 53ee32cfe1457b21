import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';

/** What a connection is once it was opened: by which URI, and whether it may change anything. */
export interface Opened {
  readonly uri: string;
  readonly driver: DomainDriver;
  readonly readOnly: boolean;
}

/** The connection itself, as the procedures that open and close it know it. */
export interface Session {
  /** What it was opened as. @throws LibvirtError before that. */
  readonly opened: Opened;
  readonly isOpen: boolean;
  /** @throws LibvirtError for a URI of no driver that this host has, or when it is open already. */
  open(uri: string | null, flags: number): void;
  /** The client takes leave: the connection closes once that is answered. */
  close(): void;
  /** The client answers pings, so it is asked for a sign of life from now on. */
  keepalive(): void;
}

export interface SessionOptions {
  /** The client came in by the read-only socket. */
  readonly readOnlyDoor: boolean;
  readonly close: () => void;
  readonly keepalive: () => void;
}

const readOnlyFlag = 1;

export function createSession({ readOnlyDoor, close, keepalive }: SessionOptions): Session {
  let opened: Opened | undefined;
  return {
    get opened() {
      if (!opened) throw new LibvirtError('internal error', 'hypervisor connection not open', 'rpc');
      return opened;
    },
    get isOpen() {
      return opened !== undefined;
    },
    open(uri, flags) {
      if (opened) throw new LibvirtError('internal error', 'connection already open', 'rpc');
      opened = { ...driverOf(uri || defaultUri), readOnly: readOnlyDoor || (flags & readOnlyFlag) !== 0 };
    },
    close,
    keepalive,
  };
}

const defaultUri = 'qemu:///system';

/** Clients strip transport and host before they ask: what is left names the driver (rpc.md section 7, trap 11). */
function driverOf(uri: string): Pick<Opened, 'uri' | 'driver'> {
  const scheme = /^(qemu|lxc)(\+\w+)?:\/\/[^/]*\/system(\?.*)?$/.exec(uri)?.[1];
  if (scheme === 'qemu' || scheme === 'lxc') return { uri: `${scheme}:///system`, driver: scheme };
  throw new LibvirtError('no connection', uri, 'none');
}
