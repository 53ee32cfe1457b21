import { limits } from '../protocol/limits.ts';
import type { Link, Listener } from '../transport/link.ts';
import type { HostOptions } from './options.ts';
import { sameToken } from './token.ts';

/** Opens the host's own listener; who offers no token, or a wrong one, is not let in. @throws LibvirtError. */
export function listen({ transport, listen: at, token }: HostOptions, onLink: (link: Link) => void): Promise<Listener> {
  return transport.listen({
    at,
    maxMessageBytes: limits.messageBytes,
    refuse: (admission) =>
      token === undefined || sameToken(token, admission.token) ? undefined : refusal(admission.token),
    onLink,
  });
}

const refusal = (offered: string | undefined) =>
  offered === undefined ? 'this host wants a token and none was given' : 'the token is not the one this host wants';
