// The small zod: a guest's process loads it at its start.
import * as z from 'zod/mini';
import { LibvirtError, ProtocolError } from '../../protocol/errors.ts';
import { pageBytes } from '../memory/index.ts';

/** The words of a migration stream beside its pages. Both ends parse what they get by these schemas. */

/** Version of the stream; the receiver refuses another one. */
export const streamVersion = 3;

/** QEMU's bound on multifd-channels. */
export const mostChannels = 255;

const count = z.number().check(z.int(), z.nonnegative());
const memoryHash = z.string().check(z.regex(/^[0-9a-f]{32}$/));
const streamHash = z.string().check(z.regex(/^[0-9a-f]{16}$/));

/** First message: who is coming, and that it fits. */
export const hello = z.object({
  version: z.literal(streamVersion),
  uuid: z.string().check(z.maxLength(36)),
  memoryBytes: count,
  pageBytes: z.literal(pageBytes),
  /** Whether every page comes with its checksum. */
  verified: z.boolean(),
  /** Bytes of pages that will come as fast as they can, so that it pays to make room for them first; 0 for none. */
  rushBytes: count,
  /** Links that the pages will come over beside this one; 0 where they come over this one. */
  channels: z.number().check(z.int(), z.nonnegative(), z.lte(mostChannels)),
});
export type Hello = z.infer<typeof hello>;

/** What a guest is beside its memory: its program's place, and whether its power button was pressed. */
export const deviceState = z.object({
  runUs: count,
  written: z.array(count).check(z.maxLength(64)),
  powerOffUs: z.optional(count),
});
export type DeviceState = z.infer<typeof deviceState>;

/** The guest is handed over: it may run at the destination, though pages that were named as missing still come. */
export const handOver = z.object({ device: deviceState, stream: streamHash, ticks: count });
export type HandOver = z.infer<typeof handOver>;

/** Last message: the state of the devices, what the memory must hash to, and all frames before this one. */
export const ending = z.object({
  device: deviceState,
  memory: z.optional(memoryHash),
  stream: streamHash,
  ticks: count,
});
export type Ending = z.infer<typeof ending>;

/** A guest that stands still, in short. */
export interface GuestSnapshot {
  /** Hash of its memory; absent where somebody wished that it be not verified. */
  readonly memory?: string | undefined;
  /** Ticks it has counted since it was booted. */
  readonly ticks: number;
  /** The rest of its memory comes while it runs (post-copy). */
  readonly partly?: true | undefined;
}

/** What the receiver answers: to the first message, to the last one, or in between when something is wrong. */
export const reply = z.discriminatedUnion('reply', [
  z.object({ reply: z.literal('ready') }),
  z.object({ reply: z.literal('handed over') }),
  z.object({ reply: z.literal('want'), page: count }),
  z.object({ reply: z.literal('done'), memory: z.optional(memoryHash) }),
  z.object({ reply: z.literal('failed'), why: z.string().check(z.maxLength(4096)) }),
]);
export type Reply = z.infer<typeof reply>;

export const badStream = (why: string) => new ProtocolError('HOOKLAB_BAD_STREAM', why);

/** @throws ProtocolError HOOKLAB_BAD_STREAM with one sentence, when the text does not fit. */
export function parseAs<T>(schema: z.ZodMiniType<T>, text: string, what: string): T {
  const parsed = schema.safeParse(readJson(text, what));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw badStream(`the ${what} of the migration stream is malformed at ${issue?.path.join('.') || 'its top'}`);
}

function readJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badStream(`the ${what} of the migration stream is not JSON`);
  }
}

/** QEMU's text at the source when the other end is gone (recording 3h-kill-qemu-B-direct); `cause` says more. */
export function streamLost(cause: unknown): LibvirtError {
  const text = "job 'migration out' failed: Unable to write to socket: Bad file descriptor";
  return Object.assign(new LibvirtError('operation failed', text, 'qemu'), { cause });
}
