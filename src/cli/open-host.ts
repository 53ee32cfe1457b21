import { type Address, resolveAddress } from './address.ts';
import { Interrupted, unlessInterrupted } from './interrupt.ts';
import type { Session } from './session.ts';
import type { World } from './world.ts';

/** A connection to a host, and where it leads. */
export interface Opened {
  readonly session: Session;
  readonly address: Address;
}

/** Which host, and who asks. */
export interface OpenHost {
  /** What the user named; by default `$HOOKLAB_URL` or the only host on this machine. */
  readonly connect: string | undefined;
  readonly tokenFile: string | undefined;
  /** Token to offer when nothing else names one. */
  readonly sharedToken?: string | undefined;
  /** What the client calls itself. */
  readonly client: string;
}

/**
 * Connects to the host a user means. Its notices are told on stderr while calls wait.
 * @throws LibvirtError when there is no such host or it does not answer; Interrupted at the first signal.
 */
export async function openHost(world: World, wanted: OpenHost): Promise<Opened> {
  const opening = open(world, wanted);
  try {
    return await unlessInterrupted(opening, world.interruption.asked);
  } catch (error) {
    if (error instanceof Interrupted) opening.then(({ session }) => session.close()).catch(() => {});
    throw error;
  }
}

async function open(world: World, { connect, tokenFile, sharedToken, client }: OpenHost): Promise<Opened> {
  const address = await resolveAddress(connect, { ...world, tokenFile, sharedToken });
  const session = await world.connect(address.url, { token: address.token, client, ancestors: world.ancestors() });
  session.onNotice((text) => world.err(`warning: ${text}\n`));
  return { session, address };
}
