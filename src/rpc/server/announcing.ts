import type { NetworkList } from '../../network/index.ts';
import { networkEvents } from '../../protocol/vocabulary.ts';
import { messages } from '../procedures/messages.ts';
import type { Secret } from '../secrets/secret.ts';
import { secretValueOf } from '../secrets/secret-value.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Pool } from '../storage/pool.ts';
import type { Pools } from '../storage/pools.ts';
import type { Announcements } from './announcements.ts';

/** The objects of a host, whose changes are announced once they are made. */

const lifecycle = 0;
/** VIR_STORAGE_POOL_EVENT_ID_REFRESH and VIR_SECRET_EVENT_ID_VALUE_CHANGED. */
const other = 1;

/** Networks change at the hands of other clients too, so they are listened to. Returns what ends that. */
export const announceNetworks = ({ onEvent }: NetworkList, { tell }: Announcements): (() => void) =>
  onEvent((net, type) =>
    tell({
      ...{ kind: 'network', event: lifecycle, key: net.uuid },
      toCallback: (post, callbackId) =>
        post(messages.NetworkEventLifecycle, { callbackId, net, event: networkEvents.indexOf(type), detail: 0 }),
    }),
  );

/** virStoragePoolEventLifecycleType by number. */
const poolEvents = ['defined', 'undefined', 'started', 'stopped', 'created', 'deleted'] as const;

export function announcingPools(pools: Pools, { tell }: Announcements): Pools {
  const told = (pool: Pool, type: (typeof poolEvents)[number]) =>
    tell({
      ...{ kind: 'storage pool', event: lifecycle, key: pool.uuid },
      toCallback: (post, callbackId) =>
        post(messages.StoragePoolEventLifecycle, { callbackId, pool, event: poolEvents.indexOf(type), detail: 0 }),
    });
  const after =
    (work: (pool: Pool) => Promise<void>, type: (typeof poolEvents)[number]) =>
    async (pool: Pool): Promise<void> => {
      await work(pool);
      told(pool, type);
    };
  return {
    ...pools,
    async define(xml) {
      const pool = await pools.define(xml);
      told(pool, 'defined');
      return pool;
    },
    async create(xml, options) {
      const pool = await pools.create(xml, options);
      told(pool, 'started');
      return pool;
    },
    start: after(pools.start, 'started'),
    stop: after(pools.stop, 'stopped'),
    undefine: after(pools.undefine, 'undefined'),
    build: after(pools.build, 'created'),
    delete: after(pools.delete, 'deleted'),
    async refresh(pool) {
      await pools.refresh(pool);
      tell({
        ...{ kind: 'storage pool', event: other, key: pool.uuid },
        toCallback: (post, callbackId) => post(messages.StoragePoolEventRefresh, { callbackId, pool }),
      });
    },
  };
}

/** virSecretEventLifecycleType by number. */
const secretEvents = ['defined', 'undefined'] as const;

export function announcingSecrets(secrets: Secrets, { tell }: Announcements): Secrets {
  const told = (one: Secret, type: (typeof secretEvents)[number]) => {
    const secret = secretValueOf(one);
    tell({
      ...{ kind: 'secret', event: lifecycle, key: one.uuid },
      toCallback: (post, callbackId) =>
        post(messages.SecretEventLifecycle, { callbackId, secret, event: secretEvents.indexOf(type), detail: 0 }),
    });
  };
  return {
    ...secrets,
    async define(xml) {
      const secret = await secrets.define(xml);
      told(secret, 'defined');
      return secret;
    },
    async undefine(secret) {
      await secrets.undefine(secret);
      told(secret, 'undefined');
    },
    async setValue(one, value) {
      await secrets.setValue(one, value);
      const secret = secretValueOf(one);
      tell({
        ...{ kind: 'secret', event: other, key: one.uuid },
        toCallback: (post, callbackId) => post(messages.SecretEventValueChanged, { callbackId, secret }),
      });
    },
  };
}
