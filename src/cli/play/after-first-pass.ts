import type { Caller, DomainRef } from '../../protocol/messages.ts';

/**
 * `--postcopy-after-precopy`: asks for the switch to post-copy as soon as the host tells that its second pass over the
 * guest's memory begins, as virsh does (virshMigrateIteration). Ends with `over`.
 */
export async function postcopyAfterFirstPass(
  call: Caller,
  { driver, uuid, name }: DomainRef,
  over: AbortSignal,
): Promise<void> {
  let since = await lastEntry(call);
  const stopped = new Promise<void>((resolve) => over.addEventListener('abort', () => resolve(), { once: true }));
  while (!over.aborted) {
    const news = await Promise.race([call('HooklabJournal', { since, wait: true }), stopped]);
    const entries = news?.entries ?? [];
    since = Math.max(since, ...entries.map(({ seq }) => Number(seq)));
    if (!entries.some((entry) => entry.kind === 'transfer' && entry.round === 1 && entry.domain === name)) continue;
    await call('DomainMigrateStartPostCopy', { driver, uuid }).catch(() => undefined);
    return;
  }
}

/** Number of the newest entry of a host's journal, which answers in parts. */
async function lastEntry(call: Caller): Promise<number> {
  for (let since = 0; ; ) {
    const { entries } = await call('HooklabJournal', { since });
    if (entries.length === 0) return since;
    since = Math.max(since, ...entries.map(({ seq }) => Number(seq)));
  }
}
