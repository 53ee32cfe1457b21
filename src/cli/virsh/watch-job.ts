import { sleep } from '../../clock/index.ts';
import type { DomainRef } from '../../protocol/messages.ts';
import { profileFor } from '../../protocol/profiles/index.ts';
import { Interrupted, unlessInterrupted } from '../interrupt.ts';
import { who } from './lookup.ts';
import { type Progress, progressLine } from './progress.ts';
import type { VerbCall } from './verb.ts';

/** A job, as virsh watches it. */
export interface WatchJob {
  readonly domain: DomainRef;
  /** What virsh calls the job in its progress line, for instance `Migration`. */
  readonly label: string;
  /** Runs once, when the job takes longer than that; what it does may fail quietly. */
  readonly timeout?: { readonly ms: number; readonly action: () => Promise<unknown> } | undefined;
}

/** How often virsh asks how far a job is. */
const pollMs = 500;

/**
 * Makes a call that runs a job and waits for it (virshWatchJob): shows its progress with `--verbose`, acts when it takes
 * too long, and turns the first interrupt into a request to abort the job, whose error the call then fails with. The
 * second interrupt leaves at once.
 */
export async function watchJob<T>(call: VerbCall, watch: WatchJob, start: () => Promise<T>): Promise<T> {
  const { session, world } = call;
  const { asked, insisted } = world.interruption;
  if (asked.aborted) throw new Interrupted();
  const over = new AbortController();
  const work = start();
  const end = () => over.abort();
  work.then(end, end);
  const abort = () => void session.call('DomainAbortJob', who(watch.domain)).catch(() => {});
  asked.addEventListener('abort', abort, { once: true, signal: over.signal });
  insisted.addEventListener('abort', end, { once: true, signal: over.signal });
  await poll(call, watch, over.signal);
  const result = await unlessInterrupted(work, insisted);
  if (call.given.has('verbose')) tell(call, watch.label, { remaining: 0, total: 1 });
  return result;
}

async function poll(call: VerbCall, { domain, label, timeout }: WatchJob, over: AbortSignal): Promise<void> {
  const { clock } = call.world;
  const start = clock.monotonic();
  let action = timeout?.action;
  for (;;) {
    await sleep(clock, pollMs, over);
    if (over.aborted) return;
    if (timeout && clock.monotonic() - start > timeout.ms) {
      await action?.().catch(() => {});
      action = undefined;
    }
    if (call.given.has('verbose')) await showProgress(call, domain, label);
  }
}

async function showProgress(call: VerbCall, domain: DomainRef, label: string): Promise<void> {
  const job = await call.session.call('DomainGetJobStats', who(domain)).catch(() => undefined);
  const { data_total: total = 0, data_remaining: remaining = 0 } = job?.stats ?? {};
  if (total > 0) tell(call, label, { remaining, total });
}

const tell = ({ session, world }: VerbCall, label: string, done: Progress) =>
  world.err(progressLine(label, done, profileFor(session.libvirt).progress));
