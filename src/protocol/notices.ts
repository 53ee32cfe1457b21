import { z } from 'zod';
import { jobOperations } from './vocabulary.ts';

/** virDomainMetadataType by number. */
export const metadataTypes = ['description', 'title', 'element'] as const;

/** States of a channel's far end, and reasons for a change of it, by number (virConnectDomainEventAgentLifecycleState). */
export const agentStates = ['', 'connected', 'disconnected'] as const;
export const agentReasons = ['unknown', 'domain started', 'channel event'] as const;
/** virDomainEventTrayChangeReason by number. */
export const trayStates = ['opened', 'closed'] as const;

const text = z.string().max(4096);

/** Events of a guest beside its life cycle, by virsh's names for them, with what each of them tells. */
export const guestNotice = z.discriminatedUnion('event', [
  z.object({ event: z.literal('reboot') }),
  z.object({ event: z.literal('migration-iteration'), iteration: z.number().int().positive() }),
  z.object({ event: z.literal('job-completed'), operation: z.enum(jobOperations), stats: z.record(text, z.number()) }),
  z.object({ event: z.literal('balloon-change'), kib: z.number().int().nonnegative() }),
  z.object({ event: z.literal('device-added'), alias: text }),
  z.object({ event: z.literal('device-removed'), alias: text }),
  z.object({ event: z.literal('device-removal-failed'), alias: text }),
  z.object({ event: z.literal('agent-lifecycle'), state: z.enum(agentStates), reason: z.enum(agentReasons) }),
  z.object({ event: z.literal('metadata-change'), type: z.enum(metadataTypes), uri: text.optional() }),
  z.object({ event: z.literal('tray-change'), alias: text, tray: z.enum(trayStates) }),
  z.object({ event: z.literal('tunable'), parameters: z.record(text, z.union([text, z.number()])) }),
]);
export type GuestNotice = z.infer<typeof guestNotice>;
