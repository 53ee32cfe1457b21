import { LibvirtError } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import type { NetworkRef } from '../../protocol/messages.ts';
import type { VerbCall, VerbOption } from './verb.ts';
import { VirshError } from './virsh-error.ts';

/** The option nearly every verb about networks begins with. */
export const networkOption = {
  name: 'network',
  kind: 'data',
  help: 'network name or uuid',
} as const satisfies VerbOption;

const uuidPattern = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/**
 * The network a user names, by uuid or name, or only by one of them (virshCommandOptNetworkBy).
 * @throws VirshError with the host's text after virsh's own; a text that cannot be a uuid is not asked for.
 */
export async function lookupNetwork({ session, given }: VerbCall, by?: 'uuid' | 'name'): Promise<NetworkRef> {
  const key = given.required('network');
  const line = `failed to get network '${key}'`;
  if (by === 'uuid' && !uuidPattern.test(key)) throw new VirshError([line]);
  if (key.length > limits.nameCharacters) throw new VirshError([line], { cause: noNetwork(key) });
  try {
    return await session.call('NetworkLookup', { key, ...(by && { by }) });
  } catch (cause) {
    throw new VirshError([line], { cause });
  }
}

const noNetwork = (key: string) => new LibvirtError('no network', `no network with matching name '${key}'`, 'network');
