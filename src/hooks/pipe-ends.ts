import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';

/** One pipe between us and a script. */
export interface PipeEnds {
  /** Ours, on the event loop and never on the thread pool. */
  readonly ours: Socket;
  /** The script's descriptor: blocking, because programs expect it. Whoever spawned the script closes ours of it. */
  readonly theirs: number;
  /** How /proc names it, for instance `pipe:[4711]`. */
  readonly name: string;
}

/** The pipe's two ends as separate open files; the script reads. Takes over the pool's descriptor. */
export const toScript = (pipe: number): PipeEnds => split(pipe, constants.O_RDONLY, constants.O_WRONLY);
/** As `toScript`, where the script writes. */
export const fromScript = (pipe: number): PipeEnds => split(pipe, constants.O_WRONLY, constants.O_RDONLY);

function split(pipe: number, theirMode: number, ourMode: number): PipeEnds {
  const open = (mode: number) => openSync(`/proc/self/fd/${pipe}`, mode);
  const name = `pipe:[${fstatSync(pipe).ino}]`;
  let theirs: number | undefined;
  try {
    theirs = open(theirMode);
    const fd = open(ourMode | constants.O_NONBLOCK);
    const reads = ourMode === constants.O_RDONLY;
    return { ours: new Socket({ fd, readable: reads, writable: !reads }), theirs, name };
  } catch (error) {
    if (theirs !== undefined) closeSync(theirs);
    throw error;
  } finally {
    closeSync(pipe);
  }
}
