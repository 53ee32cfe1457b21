import { Interrupted, unlessInterrupted } from '../interrupt.ts';
import { type Opened, openHost } from '../open-host.ts';
import type { Session } from '../session.ts';
import type { Globals, World } from '../world.ts';
import type { Given } from './given.ts';
import type { Answer, Verb } from './verb.ts';
import { VirshError } from './virsh-error.ts';

/** A verb whose words were understood. */
export interface ReadyVerb {
  readonly verb: Verb;
  readonly given: Given;
  readonly globals: Globals;
  readonly world: World;
}

/**
 * Runs a verb over a connection of its own. A connection that cannot be opened, or is lost meanwhile, is told in virsh's
 * words before the error.
 * @throws VirshError, LibvirtError, and Interrupted when the user leaves.
 */
export async function inSession({ verb, given, globals, world }: ReadyVerb): Promise<Answer> {
  const { asked, insisted } = world.interruption;
  const { session, address } = await open(verb.name, globals, world);
  const wasLost = watchLoss(session);
  try {
    const work = verb.run({ session, driver: address.driver, address, given, world, globals });
    return await unlessInterrupted(work, verb.endsItself ? insisted : asked);
  } catch (error) {
    if (error instanceof Interrupted) throw left(error, session);
    const reason = await wasLost();
    throw reason === undefined
      ? error
      : new VirshError([`Disconnected from ${address.shown} due to ${reason}`], { cause: error });
  } finally {
    await session.close();
  }
}

/** A virsh that is killed says nothing to its host, which logs that (recordings 4a-*). */
function left(error: Interrupted, session: Session): Interrupted {
  session.drop();
  return error;
}

async function open(name: string, { connect, tokenFile }: Globals, world: World): Promise<Opened> {
  try {
    return await openHost(world, { connect, tokenFile, client: `virsh ${name}` });
  } catch (error) {
    throw error instanceof Interrupted
      ? error
      : new VirshError(['failed to connect to the hypervisor'], { cause: error });
  }
}

/** Tells whether the connection was lost, in virsh's words (virshCatchDisconnect), once what is under way has settled. */
function watchLoss(session: Session): () => Promise<string | undefined> {
  let lost: string | undefined;
  session.closed.then((reason) => {
    lost = reason.includes('keepalive') ? 'keepalive timeout' : 'end of file';
  });
  return () => new Promise((resolve) => setImmediate(() => resolve(lost)));
}
