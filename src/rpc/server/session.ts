import { LibvirtError } from '../../protocol/errors.ts';
import { type OpenedUri, openUri } from './uri.ts';

/** What a connection is once it was opened: by which URI, and whether it may change anything. */
export interface Opened extends OpenedUri {
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
      opened = { ...openUri(uri || defaultUri), readOnly: readOnlyDoor || (flags & readOnlyFlag) !== 0 };
    },
    close,
    keepalive,
  };
}

const defaultUri = 'qemu:///system';
