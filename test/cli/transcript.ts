import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

const folder = new URL('transcripts/', import.meta.url);

/**
 * Holds text equal to `transcripts/NAME.txt`: full expected output, reviewed as a diff. `HOOKLAB_REWRITE=1` writes the
 * files anew instead.
 */
export function expectTranscript(name: string, text: string): void {
  const file = new URL(`${name}.txt`, folder);
  if (process.env.HOOKLAB_REWRITE === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}

/** Commands with what each prints, as a session at a terminal. */
export const session = (...steps: readonly (readonly [command: string, output: string])[]) =>
  steps.map(([command, output]) => `$ ${command}\n${output}`).join('\n');
