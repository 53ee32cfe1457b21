import { bounds } from '../types/bounds.ts';
import { domain, network, nodeDevice, optionalString, pool, secret, string } from '../types/common.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { type Fields, int, type StructOf, struct, uhyper, type XdrType } from '../xdr/index.ts';

/** What a server tells of its own accord: a packet of type `message`, which nobody answers. */
export interface Message<V> {
  readonly number: number;
  readonly since: string;
  readonly payload: XdrType<V>;
}
export type PayloadOf<M> = M extends Message<infer V> ? V : never;

const message = <F extends Fields>(number: number, since: string, fields: F): Message<StructOf<F>> => ({
  number,
  since,
  payload: struct(fields),
});
const callbackId = int;

/** Events: the old ones, for a connection that registered for a kind of event, and those of one callback each. */
export const messages = {
  DomainEventLifecycle: message(107, '0.5.0', { dom: domain, event: int, detail: int }),
  DomainEventReboot: message(169, '0.8.0', { dom: domain }),
  NetworkEventLifecycle: message(315, '1.2.1', { callbackId, net: network, event: int, detail: int }),
  StoragePoolEventLifecycle: message(370, '2.0.0', { callbackId, pool, event: int, detail: int }),
  StoragePoolEventRefresh: message(373, '2.0.0', { callbackId, pool }),
  NodeDeviceEventLifecycle: message(376, '2.2.0', { callbackId, dev: nodeDevice, event: int, detail: int }),
  NodeDeviceEventUpdate: message(377, '2.2.0', { callbackId, dev: nodeDevice }),
  SecretEventLifecycle: message(382, '3.0.0', { callbackId, secret, event: int, detail: int }),
  SecretEventValueChanged: message(383, '3.0.0', { callbackId, secret }),
  DomainEventCallbackLifecycle: message(318, '1.2.2', { callbackId, dom: domain, event: int, detail: int }),
  DomainEventCallbackReboot: message(319, '1.2.2', { callbackId, dom: domain }),
  DomainEventCallbackMigrationIteration: message(359, '1.3.2', { callbackId, dom: domain, iteration: int }),
  DomainEventCallbackTrayChange: message(328, '1.2.2', { callbackId, dom: domain, devAlias: string, reason: int }),
  DomainEventCallbackBalloonChange: message(331, '1.2.2', { callbackId, dom: domain, actual: uhyper }),
  DomainEventCallbackDeviceRemoved: message(333, '1.2.2', { callbackId, dom: domain, devAlias: string }),
  DomainEventCallbackTunable: message(346, '1.2.9', {
    callbackId,
    dom: domain,
    params: typedParameters(bounds.domainEventTunable),
  }),
  DomainEventCallbackAgentLifecycle: message(348, '1.2.11', { callbackId, dom: domain, state: int, reason: int }),
  DomainEventCallbackDeviceAdded: message(354, '1.2.15', { callbackId, dom: domain, devAlias: string }),
  DomainEventCallbackDeviceRemovalFailed: message(367, '1.3.4', { callbackId, dom: domain, devAlias: string }),
  DomainEventCallbackMetadataChange: message(379, '3.0.0', {
    callbackId,
    dom: domain,
    type: int,
    nsuri: optionalString,
  }),
  ConnectEventConnectionClosed: message(362, '1.3.2', { reason: int }),
  DomainEventCallbackJobCompleted: message(363, '1.3.3', {
    callbackId,
    dom: domain,
    params: typedParameters(bounds.domainJobStats),
  }),
} as const;
export type MessageName = keyof typeof messages;
