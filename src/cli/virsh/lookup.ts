import { LibvirtError } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import type { DomainRef } from '../../protocol/messages.ts';
import type { VerbCall } from './verb.ts';
import { VirshError } from './virsh-error.ts';

/** What a user may call a domain by. */
export type Key = 'id' | 'uuid' | 'name';

/**
 * The domain a user names, by one of the given kinds of key; any kind unless given.
 * @throws VirshError: virsh drops the host's text for a domain that is not there (virshLookupDomainInternal).
 */
export async function lookup(
  { session, driver, given }: VerbCall,
  by: readonly Key[] = ['id', 'uuid', 'name'],
  key: string = given.required('domain'),
): Promise<DomainRef> {
  if (key.length > limits.nameCharacters) throw notFound(key);
  const domain = await session.call('DomainLookup', { driver, key }).catch((error) => {
    throw notFound(key, error);
  });
  if (!by.some((kind) => matches(domain, kind, key))) throw notFound(key);
  return domain;
}

/** Anything but "no such domain" is worth telling: virsh would have failed before it looked. */
function notFound(
  key: string,
  cause: unknown = new LibvirtError('no domain', `no domain with matching name '${key}'`),
): VirshError {
  const told = !(cause instanceof LibvirtError && cause.is('no domain'));
  return new VirshError([`failed to get domain '${key}'`], { cause, told });
}

function matches({ id, uuid, name }: DomainRef, kind: Key, key: string): boolean {
  if (kind === 'id') return id !== null && /^\d+$/.test(key) && Number(key) === id;
  return kind === 'uuid' ? uuid === key.toLowerCase() : name === key;
}

/** What calls about a domain want to know of it. */
export const who = ({ driver, uuid }: Pick<DomainRef, 'driver' | 'uuid'>) => ({ driver, uuid });
