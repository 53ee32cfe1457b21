import { metadataTypes } from '../../protocol/messages.ts';
import { agentReasons, agentStates, type GuestNotice, trayStates } from '../../protocol/notices.ts';
import { messages } from '../procedures/messages.ts';
import type { DomainValue } from '../types/common.ts';
import { parameter, type TypedParameter } from '../types/typed-parameter.ts';
import { jobParameters } from './job-parameters.ts';
import type { Post } from './post.ts';

/** virDomainEventID of each. */
export const noticeKinds: Readonly<Record<GuestNotice['event'], number>> = {
  reboot: 1,
  'tray-change': 10,
  'balloon-change': 13,
  'device-removed': 15,
  tunable: 17,
  'agent-lifecycle': 18,
  'device-added': 19,
  'migration-iteration': 20,
  'job-completed': 21,
  'device-removal-failed': 22,
  'metadata-change': 23,
};

/** Sends a client what happened, as the message of its kind. */
export function postNotice(post: Post, callbackId: number, dom: DomainValue, notice: GuestNotice): void {
  const to = { callbackId, dom };
  switch (notice.event) {
    case 'reboot':
      post(messages.DomainEventCallbackReboot, to);
      break;
    case 'migration-iteration':
      post(messages.DomainEventCallbackMigrationIteration, { ...to, iteration: notice.iteration });
      break;
    case 'job-completed': {
      const params = jobParameters(notice.operation, notice.stats);
      post(messages.DomainEventCallbackJobCompleted, { ...to, params });
      break;
    }
    case 'balloon-change':
      post(messages.DomainEventCallbackBalloonChange, { ...to, actual: BigInt(notice.kib) });
      break;
    case 'device-added':
      post(messages.DomainEventCallbackDeviceAdded, { ...to, devAlias: notice.alias });
      break;
    case 'device-removed':
      post(messages.DomainEventCallbackDeviceRemoved, { ...to, devAlias: notice.alias });
      break;
    case 'device-removal-failed':
      post(messages.DomainEventCallbackDeviceRemovalFailed, { ...to, devAlias: notice.alias });
      break;
    case 'agent-lifecycle': {
      const numbers = { state: agentStates.indexOf(notice.state), reason: agentReasons.indexOf(notice.reason) };
      post(messages.DomainEventCallbackAgentLifecycle, { ...to, ...numbers });
      break;
    }
    case 'metadata-change': {
      const type = metadataTypes.indexOf(notice.type);
      post(messages.DomainEventCallbackMetadataChange, { ...to, type, nsuri: notice.uri ?? null });
      break;
    }
    case 'tray-change': {
      const told = { ...to, devAlias: notice.alias, reason: trayStates.indexOf(notice.tray) };
      post(messages.DomainEventCallbackTrayChange, told);
      break;
    }
    case 'tunable':
      post(messages.DomainEventCallbackTunable, { ...to, params: Object.entries(notice.parameters).map(typed) });
      break;
  }
}

const typed = ([field, value]: [string, string | number]): TypedParameter =>
  typeof value === 'string' ? parameter(field, 'string', value) : parameter(field, 'uhyper', BigInt(value));
