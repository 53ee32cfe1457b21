/** What `npm run bench` was asked for. */
export interface BenchArguments {
  /** How often each thing is measured; 7 unless given. */
  readonly turns: number;
  /** The benches to run, in order. */
  readonly names: readonly string[];
}

const defaultTurns = 7;

/** `[--turns N] [bench …]`: all benches unless some are named. Undefined for anything else. */
export function benchArguments(words: readonly string[], known: readonly string[]): BenchArguments | undefined {
  const counted = words[0] === '--turns';
  const turns = counted ? Number(words[1]) : defaultTurns;
  const names = words.slice(counted ? 2 : 0);
  if (!Number.isInteger(turns) || turns < 1 || turns > 1000) return undefined;
  if (names.some((name) => !known.includes(name))) return undefined;
  return { turns, names: names.length > 0 ? names : known };
}

export const usage = (known: readonly string[]): string =>
  `usage: npm run bench -- [--turns N] [${known.join('|')}]...\n`;
