import type { EntryOf } from '../../journal/index.ts';
import { labelled, type Moment } from './moment.ts';

type Transfer = EntryOf<'transfer'>;

/** Rounds that nothing came between, told as one: how many, how many pages, how much in all. */
export function transferMoment(rounds: readonly Transfer[], width: number): Moment | undefined {
  const last = rounds.at(-1);
  const failed = rounds.find(({ moment }) => moment === 'failed');
  if (!last || !(failed || rounds.some(({ bytes }) => bytes))) return undefined;
  const text = failed ? `transfer failed${failed.error ? `: ${failed.error}` : ''}` : summary(rounds);
  const lines = labelled('memory', text, width, failed ? 'red' : 'cyan');
  return { at: last.at, host: last.host, lines, crosses: !failed };
}

function summary(rounds: readonly Transfer[]): string {
  const count = rounds.filter(({ moment }) => moment === 'round').length;
  const sum = (field: 'pages' | 'bytes') => rounds.reduce((total, entry) => total + (entry[field] ?? 0), 0);
  const pages = sum('pages');
  return `${count} ${count === 1 ? 'round' : 'rounds'}, ${pages.toLocaleString('en')} ${pages === 1 ? 'page' : 'pages'}, ${mib(sum('bytes'))}`;
}

const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(bytes < 1024 * 1024 ? 2 : 1)} MiB`;
