/**
 * What an incoming guest said before it died, kept for the Finish that will ask for it (qemuMigrationDstErrorSave). Said
 * once; the oldest are dropped when a hundred were never asked for.
 */
export interface LastWords {
  say(name: string, text: string): void;
  take(name: string): string | undefined;
}

export function createLastWords(): LastWords {
  const words = new Map<string, string>();
  return {
    say(name, text) {
      words.set(name, text);
      const [oldest] = words.keys();
      if (words.size > 100 && oldest !== undefined) words.delete(oldest);
    },
    take(name) {
      const text = words.get(name);
      words.delete(name);
      return text;
    },
  };
}
