import type { Handler } from '../context.ts';

/** Looks the hooks up again and calls the daemon's reload hook, as SIGHUP does. */
export const reload: Handler<'HooklabReload'> = async ({ reload: again }) => {
  await again();
  return {};
};

/** What the host has written since; with `wait` it answers as soon as there is something, or the connection closes. */
export const readJournal: Handler<'HooklabJournal'> = async ({ services, connection }, { since, wait }) => {
  const { journal } = services;
  const entries = journal.read(since);
  if (entries.length > 0 || !wait) return { entries: entries.slice(0, entriesAtOnce) as never };
  const gone = new AbortController();
  const forget = connection.onClose(() => gone.abort());
  for await (const first of journal.follow(since, gone.signal)) {
    forget();
    return { entries: [first] as never };
  }
  return { entries: [] };
};

/** Entries in one answer; a reader asks again from the last one. */
const entriesAtOnce = 1000;
