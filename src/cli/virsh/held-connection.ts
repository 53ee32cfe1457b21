import { Interrupted } from '../interrupt.ts';
import { type Opened, openHost } from '../open-host.ts';
import type { Globals, World } from '../world.ts';
import { VirshError } from './virsh-error.ts';

/** A connection that is opened with the first command that needs one, and kept for those after it. */
export interface HeldConnection {
  /** @throws VirshError when the host cannot be reached, in virsh's words; Interrupted. */
  get(verb: string): Promise<Opened>;
  /** The host that later commands mean; what is open is closed. */
  leadTo(uri: string | undefined): Promise<void>;
  /** The user left: the host is not told. */
  drop(): Promise<void>;
  close(): Promise<void>;
}

export function holdConnection(globals: Globals, world: World): HeldConnection {
  let { connect } = globals;
  let held: Promise<Opened> | undefined;
  const forget = () => {
    const forgotten = held;
    held = undefined;
    return forgotten?.catch(() => undefined);
  };
  const close = async () => (await forget())?.session.close();
  return {
    async get(verb) {
      held ??= open(`virsh ${verb}`, { ...globals, connect }, world);
      const opened = await held.catch((error) => {
        forget();
        throw error;
      });
      // A connection that was lost is not used again.
      const mine = held;
      void opened.session.closed.then(() => {
        if (held === mine) held = undefined;
      });
      return opened;
    },
    async leadTo(uri) {
      await close();
      connect = uri ?? connect;
    },
    drop: async () => (await forget())?.session.drop(),
    close,
  };
}

async function open(client: string, { connect, tokenFile }: Globals, world: World): Promise<Opened> {
  try {
    return await openHost(world, { connect, tokenFile, client });
  } catch (error) {
    throw error instanceof Interrupted
      ? error
      : new VirshError(['failed to connect to the hypervisor'], { cause: error });
  }
}
