import { join } from 'node:path';
import { LibvirtError } from '../../protocol/errors.ts';
import { createKept } from '../definitions/kept.ts';
import type { Means } from '../definitions/means.ts';
import { parseSecret, type Secret, secretXml, type UsageType } from './secret.ts';

/** The secrets of a host, kept where libvirt keeps them (virsecretobj.c, secret_driver.c). */
export interface Secrets {
  all(): Promise<readonly Secret[]>;
  /** @throws LibvirtError (no secret). */
  byUuid(uuid: string): Promise<Secret>;
  /** @throws LibvirtError (no secret). */
  byUsage(type: UsageType | undefined, id: string): Promise<Secret>;
  define(xml: string): Promise<Secret>;
  undefine(secret: Secret): Promise<void>;
  setValue(secret: Secret, value: Uint8Array): Promise<void>;
  /** @throws LibvirtError for one that is private (invalid secret), or has none (no secret). */
  value(secret: Secret): Promise<Uint8Array>;
}

export function createSecrets({ services: { paths, random }, store }: Means): Secrets {
  const directory = join(paths.config, 'secrets');
  const kept = createKept<Secret>({
    ...{ store, directory, format: secretXml, parse: (xml) => parseSecret(xml, random) },
    ...{ keyOf: ({ uuid }) => uuid, fileOf: ({ uuid, ephemeral }) => (ephemeral ? undefined : uuid) },
  });
  /** Values of secrets that are not kept. */
  const passing = new Map<string, Uint8Array>();
  const valuePath = ({ uuid }: Secret) => join(directory, `${uuid}.base64`);
  const { all } = kept;

  async function currentValue(secret: Secret): Promise<Uint8Array | undefined> {
    if (secret.ephemeral) return passing.get(secret.uuid);
    const text = await store.read(valuePath(secret));
    return text && Buffer.from(Buffer.from(text).toString(), 'base64');
  }
  async function setValue(secret: Secret, value: Uint8Array) {
    if (secret.ephemeral) passing.set(secret.uuid, Uint8Array.from(value));
    else await store.write(valuePath(secret), Buffer.from(value).toString('base64'));
  }
  async function drop(secret: Secret) {
    passing.delete(secret.uuid);
    await store.remove(valuePath(secret));
    await kept.remove(secret);
  }
  const found = async (what: string, is: (secret: Secret) => boolean) => {
    const secret = (await all()).find(is);
    if (secret) return secret;
    throw new LibvirtError('no secret', `no secret with matching ${what}`, 'secret');
  };
  return {
    all,
    setValue,
    byUuid: (uuid) => found(`uuid '${uuid}'`, (secret) => secret.uuid === uuid),
    byUsage: (type, id) => found(`usage '${id}'`, ({ usage }) => usage.type === type && usage.id === id),
    async define(xml) {
      const secret = parseSecret(xml, random);
      const before = replaced(await all(), secret);
      const value = before && (await currentValue(before));
      if (before && before.ephemeral !== secret.ephemeral) await drop(before);
      await kept.put(secret);
      if (value) await setValue(secret, value);
      return secret;
    },
    async undefine(secret) {
      await drop(secret);
    },
    async value(secret) {
      if (secret.private) throw new LibvirtError('invalid secret', 'secret is private', 'secret');
      const value = await currentValue(secret);
      if (value) return value;
      throw new LibvirtError('no secret', `secret '${secret.uuid}' does not have a value`, 'secret');
    },
  };
}

/** The secret that a definition takes the place of. @throws LibvirtError where it may not (virSecretObjListAdd). */
function replaced(all: readonly Secret[], { uuid, usage, private: hidden }: Secret): Secret | undefined {
  const before = all.find((other) => other.uuid === uuid);
  if (before && before.usage.id !== usage.id)
    throw internal(`a secret with UUID ${uuid} is already defined for use with ${before.usage.id}`);
  if (before?.private && !hidden) throw internal('cannot change private flag on existing secret');
  const user = usage.type === 'none' ? undefined : all.find((other) => sameUsage(other, usage));
  if (!before && user) throw internal(`a secret with UUID ${user.uuid} already defined for use with ${usage.id}`);
  return before;
}

const sameUsage = (other: Secret, { type, id }: Secret['usage']) => other.usage.type === type && other.usage.id === id;
const internal = (text: string) => new LibvirtError('internal error', text, 'secret');
