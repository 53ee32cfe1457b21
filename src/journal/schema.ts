import { z } from 'zod';
import { limits } from '../protocol/limits.ts';
import { guestNotice } from '../protocol/notices.ts';
import type { GuestChange } from '../protocol/score.ts';
import {
  hookDrivers,
  hookEffects,
  type LifecycleEventType,
  lifecycleEvents,
  migrationPhases,
  operations,
  subOperations,
} from '../protocol/vocabulary.ts';
import type { Entry, StateEntry } from './entry.ts';

/** Journal entries as they come back from a file or another host, checked like any other message. */

const text = z.string().max(limits.stringBytes);
const name = z.string().max(limits.nameCharacters);
const count = z.number().int().nonnegative();
const driver = z.enum(hookDrivers);
const changes = [
  'describe',
  'initialise',
  'create',
  'load',
  'copy',
  'pause',
  'complete',
  'hand over',
  'fill',
  'degrade',
  'resume',
  'persist',
  'write',
  'stop',
  'undefine',
  'define',
  'forget',
  'reset',
  'crash',
] as const satisfies readonly (GuestChange | StateEntry['change'])[];

const lifecycleEvent = z
  .object({ type: z.enum(Object.keys(lifecycleEvents) as [LifecycleEventType]), detail: z.string().max(100) })
  .refine(({ type, detail }) => (lifecycleEvents[type] as readonly string[]).includes(detail));

const stamp = { seq: z.number().int().positive(), after: z.record(name, count), at: z.number(), host: name };
const ofDomain = { domain: name, driver };

const hook = z.object({
  ...stamp,
  ...ofDomain,
  kind: z.literal('hook'),
  guest: name.optional(),
  moment: z.enum(['called', 'ended']),
  operation: z.enum(operations),
  subOperation: z.enum(subOperations),
  extra: name,
  argv: z.array(text).max(16),
  pid: count.optional(),
  exitCode: z.number().int().nullish(),
  signal: name.nullish(),
  stderr: z.string().max(limits.messageBytes).optional(),
  durationMs: z.number().optional(),
  effect: z.enum(hookEffects).optional(),
});
const phase = z.object({
  ...stamp,
  ...ofDomain,
  kind: z.literal('phase'),
  phase: z.enum(migrationPhases),
  side: z.enum(['source', 'destination']),
  moment: z.enum(['entered', 'left', 'failed']),
  cancelled: z.boolean().optional(),
  score: name.optional(),
  flags: z.array(name).max(64).optional(),
  error: text.optional(),
});
const state = z.object({
  ...stamp,
  ...ofDomain,
  kind: z.literal('state'),
  uuid: name,
  change: z.enum(changes).optional(),
  undo: z.literal(true).optional(),
  state: name.optional(),
  reason: name.optional(),
  event: lifecycleEvent.optional(),
  notice: guestNotice.optional(),
  memory: name.optional(),
  ticks: z.number().optional(),
});
const transfer = z.object({
  ...stamp,
  ...ofDomain,
  kind: z.literal('transfer'),
  moment: z.enum(['started', 'round', 'switch-over', 'done', 'failed']),
  round: count.optional(),
  pages: count.optional(),
  bytes: count.optional(),
  remaining: count.optional(),
  error: text.optional(),
});
const message = z.object({
  ...stamp,
  kind: z.literal('message'),
  direction: z.enum(['sent', 'received']),
  call: name,
  peer: text,
  domain: name.optional(),
});
const daemon = z.object({
  ...stamp,
  kind: z.literal('daemon'),
  what: z.enum(['started', 'ready', 'reloaded', 'shutting down', 'stopped', 'client gone']),
  text: text.optional(),
});
const log = z.object({
  ...stamp,
  kind: z.literal('log'),
  level: z.enum(['debug', 'info', 'warning', 'error']),
  text: z.string().max(limits.messageBytes),
});
const fault = z.object({
  ...stamp,
  kind: z.literal('fault'),
  fault: z.enum(['deadlock', 'split brain', 'peer lost', 'found dead', 'protocol', 'broken file', 'internal']),
  text,
  domain: name.optional(),
});
const entry = z.discriminatedUnion('kind', [hook, phase, state, transfer, message, daemon, log, fault]);

/** A value from outside as a journal entry; undefined when it is none. */
export function parseEntry(value: unknown): Entry | undefined {
  const { data } = entry.safeParse(value);
  return data as Entry | undefined;
}
