import { Interrupted, unlessInterrupted } from '../interrupt.ts';
import type { Session } from '../session.ts';
import type { World } from '../world.ts';
import type { HeldConnection } from './held-connection.ts';
import type { ParsedCommand } from './parse-commands.ts';
import type { Answer, Verb } from './verb.ts';
import { VirshError } from './virsh-error.ts';

/** A verb that was understood, and where it is run. */
export interface InSession extends Omit<ParsedCommand, 'verb'> {
  readonly verb: Verb;
  readonly world: World;
  readonly connection: HeldConnection;
}

/**
 * Runs a verb over the connection. One that cannot be opened, or is lost meanwhile, is told in virsh's words before the
 * error.
 * @throws VirshError, LibvirtError, and Interrupted when the user leaves.
 */
export async function inSession({ verb, given, globals, world, connection }: InSession): Promise<Answer> {
  const { asked, insisted } = world.interruption;
  const { session, address } = await connection.get(verb.name);
  const wasLost = watchLoss(session);
  try {
    const work = verb.run({ session, driver: address.driver, address, given, world, globals });
    const answer = await unlessInterrupted(work, verb.endsItself ? insisted : asked);
    const reason = verb.endsItself ? await wasLost() : undefined;
    if (reason !== undefined && !globals.json)
      world.err(`error: Disconnected from ${address.shown} due to ${reason}\n`);
    return answer;
  } catch (error) {
    // A virsh that is killed says nothing to its host, which logs that (recordings 4a-*).
    if (error instanceof Interrupted) await connection.drop();
    const reason = error instanceof Interrupted ? undefined : await wasLost();
    throw reason === undefined
      ? error
      : new VirshError([`Disconnected from ${address.shown} due to ${reason}`], { cause: error });
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
