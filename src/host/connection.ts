import type { Connection } from '../protocol/sides.ts';

/** A client's connection as the host sees it. */
export interface OpenConnection extends Connection {
  /** The client has gone, but calls that were read from it still run. */
  leaves(): void;
  /** Runs everything that was waiting for the close, once. */
  closed(): void;
  /** Who the client says it is, and from inside which running hook it calls. */
  introduce(client: string, hookPid: number | undefined): void;
  /** Where notices go for the call that is being served. */
  noticeTo(send: (text: string) => void): Connection;
}

export function createConnection(): OpenConnection {
  const closers = new Set<() => void>();
  let open = true;
  let left = false;
  const who = { client: 'a client', hookPid: undefined as number | undefined };
  const onClose = (action: () => void) => {
    if (!open) queueMicrotask(action);
    else closers.add(action);
    return () => void closers.delete(action);
  };
  const connection = {
    get client() {
      return who.client;
    },
    get hookPid() {
      return who.hookPid;
    },
    notice: () => {},
    onClose,
    hasLeft: () => left,
  };
  return Object.assign(connection, {
    leaves() {
      left = true;
    },
    closed() {
      open = false;
      left = true;
      for (const action of [...closers]) action();
      closers.clear();
    },
    introduce(client: string, hookPid: number | undefined) {
      Object.assign(who, { client, hookPid });
    },
    noticeTo: (notice: (text: string) => void): Connection => ({
      client: who.client,
      hookPid: who.hookPid,
      notice,
      onClose,
      hasLeft: () => left,
    }),
  });
}
