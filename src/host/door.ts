import type { Context } from './context.ts';

/** What a front door works with: all that a call into the host needs, except whose connection it came in by. */
export type Inside = Omit<Context, 'connection'>;

/** A way into the host beside its own listener, for instance libvirt's RPC. Opened when the host is ready. */
export type Door = (inside: Inside) => Promise<OpenDoor>;

export interface OpenDoor {
  /** Lets nobody in any more and hangs up on those who are. */
  close(): Promise<void>;
}

/** Opens doors in turn, as one; when one cannot be opened, those before it are closed again. */
export async function openAll(doors: readonly Door[], inside: Inside): Promise<OpenDoor> {
  const open: OpenDoor[] = [];
  const close = async () => void (await Promise.all(open.map((door) => door.close())));
  try {
    for (const door of doors) open.push(await door(inside));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
