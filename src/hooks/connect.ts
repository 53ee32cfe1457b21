import { closeSync } from 'node:fs';
import { fromScript, type InputEnds, type OutputEnds, type PipeEnds, toScript } from './pipe-ends.ts';
import type { PipePool } from './pipes.ts';

/** The pipes between us and one script. */
export interface Ends {
  readonly stdout: OutputEnds;
  readonly stderr: OutputEnds;
  /** Absent where the script reads /dev/null. */
  readonly stdin?: InputEnds;
  readonly all: readonly PipeEnds[];
}

/** @throws the system's error when there are not enough descriptors; nothing stays open then. */
export async function connect(pool: PipePool, input: string | undefined): Promise<Ends> {
  const pipes = await pool.take(input === undefined ? 2 : 3);
  const text = Buffer.from(input ?? '');
  const all: PipeEnds[] = [];
  try {
    for (const pipe of pipes) all.push(all.length < 2 ? fromScript(pipe) : toScript(pipe, text));
  } catch (error) {
    for (const pipe of pipes.slice(all.length + 1)) closeSync(pipe);
    releaseTheirs(all);
    releaseOurs(all);
    throw error;
  }
  const [stdout, stderr, stdin] = all as [OutputEnds, OutputEnds, InputEnds?];
  return { stdout, stderr, all, ...(stdin && { stdin }) };
}

/** The script has its own copies, or never will: ours of its ends would keep the pipes open. */
export function releaseTheirs(all: readonly PipeEnds[]): void {
  for (const { theirs } of all) closeSync(theirs);
}

export function releaseOurs(all: readonly PipeEnds[]): void {
  for (const { ours } of all) ours?.destroy();
}
