import { closeSync } from 'node:fs';
import { fromScript, type PipeEnds, toScript } from './pipe-ends.ts';
import type { PipePool } from './pipes.ts';

/** The pipes between us and one script. */
export interface Ends {
  readonly stdout: PipeEnds;
  readonly stderr: PipeEnds;
  /** Absent where the script reads /dev/null. */
  readonly stdin?: PipeEnds;
  readonly all: readonly PipeEnds[];
}

/** @throws the system's error when there are not enough descriptors; nothing stays open then. */
export async function connect(pool: PipePool, withStdin: boolean): Promise<Ends> {
  const pipes = await pool.take(withStdin ? 3 : 2);
  const all: PipeEnds[] = [];
  try {
    for (const pipe of pipes) all.push(all.length < 2 ? fromScript(pipe) : toScript(pipe));
  } catch (error) {
    for (const pipe of pipes.slice(all.length + 1)) closeSync(pipe);
    releaseTheirs(all);
    releaseOurs(all);
    throw error;
  }
  const [stdout, stderr, stdin] = all as [PipeEnds, PipeEnds, PipeEnds?];
  return { stdout, stderr, all, ...(stdin && { stdin }) };
}

/** The script has its own copies, or never will: ours of its ends would keep the pipes open. */
export function releaseTheirs(all: readonly PipeEnds[]): void {
  for (const { theirs } of all) closeSync(theirs);
}

export function releaseOurs(all: readonly PipeEnds[]): void {
  for (const { ours } of all) ours.destroy();
}
