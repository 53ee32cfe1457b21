import { lifecycleKind } from '../server/postings.ts';
import { domain, network, nodeDevice, pool, secret } from '../types/common.ts';
import { int, optional } from '../xdr/index.ts';
import { reads } from './row.ts';

/** Which events a connection wants to hear of. */
export const eventsRows = {
  ConnectDomainEventRegister: reads(105, '0.5.0', {}, { cbRegistered: int }, async ({ driver, events }) => ({
    cbRegistered: events.registerOld({ driver, kind: lifecycleKind }),
  })),
  ConnectDomainEventDeregister: reads(106, '0.5.0', {}, { cbRegistered: int }, async ({ events }) => ({
    cbRegistered: events.deregisterOld(lifecycleKind),
  })),
  ConnectDomainEventRegisterAny: reads(167, '0.8.0', { eventId: int }, {}, async ({ driver, events }, { eventId }) => {
    events.registerOld({ driver, kind: eventId });
    return {};
  }),
  ConnectDomainEventDeregisterAny: reads(168, '0.8.0', { eventId: int }, {}, async ({ events }, { eventId }) => {
    events.deregisterOld(eventId);
    return {};
  }),
  ConnectNetworkEventRegisterAny: reads(
    313,
    '1.2.1',
    { eventId: int, net: optional(network) },
    { callbackId: int },
    async ({ objectEvents }, { eventId, net }) => ({
      callbackId: objectEvents.register('network', eventId, net?.uuid),
    }),
  ),
  ConnectNetworkEventDeregisterAny: reads(
    314,
    '1.2.1',
    { callbackId: int },
    {},
    async ({ objectEvents }, { callbackId }) => {
      objectEvents.deregister('network', callbackId);
      return {};
    },
  ),
  ConnectDomainEventCallbackRegisterAny: reads(
    316,
    '1.2.2',
    { eventId: int, dom: optional(domain) },
    { callbackId: int },
    async ({ driver, events }, { eventId, dom }) => ({
      callbackId: events.register({ driver, kind: eventId, guest: dom?.uuid }),
    }),
  ),
  ConnectDomainEventCallbackDeregisterAny: reads(
    317,
    '1.2.2',
    { callbackId: int },
    {},
    async ({ events }, { callbackId }) => {
      events.deregister(callbackId);
      return {};
    },
  ),
  ConnectRegisterCloseCallback: reads(360, '0.10.0', {}, {}, async () => ({})),
  ConnectUnregisterCloseCallback: reads(361, '0.10.0', {}, {}, async () => ({})),
  ConnectStoragePoolEventRegisterAny: reads(
    368,
    '2.0.0',
    { eventId: int, pool: optional(pool) },
    { callbackId: int },
    async ({ objectEvents }, { eventId, pool: one }) => ({
      callbackId: objectEvents.register('storage pool', eventId, one?.uuid),
    }),
  ),
  ConnectStoragePoolEventDeregisterAny: reads(
    369,
    '2.0.0',
    { callbackId: int },
    {},
    async ({ objectEvents }, { callbackId }) => {
      objectEvents.deregister('storage pool', callbackId);
      return {};
    },
  ),
  ConnectNodeDeviceEventRegisterAny: reads(
    374,
    '2.2.0',
    { eventId: int, dev: optional(nodeDevice) },
    { callbackId: int },
    async ({ objectEvents }, { eventId, dev }) => ({
      callbackId: objectEvents.register('node device', eventId, dev?.name),
    }),
  ),
  ConnectNodeDeviceEventDeregisterAny: reads(
    375,
    '2.2.0',
    { callbackId: int },
    {},
    async ({ objectEvents }, { callbackId }) => {
      objectEvents.deregister('node device', callbackId);
      return {};
    },
  ),
  ConnectSecretEventRegisterAny: reads(
    380,
    '3.0.0',
    { eventId: int, secret: optional(secret) },
    { callbackId: int },
    async ({ objectEvents }, { eventId, secret: one }) => ({
      callbackId: objectEvents.register('secret', eventId, one?.uuid),
    }),
  ),
  ConnectSecretEventDeregisterAny: reads(
    381,
    '3.0.0',
    { callbackId: int },
    {},
    async ({ objectEvents }, { callbackId }) => {
      objectEvents.deregister('secret', callbackId);
      return {};
    },
  ),
} as const;
