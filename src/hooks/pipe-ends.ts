import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { errorCode } from '../store/file-error.ts';

/** One pipe between us and a script. */
export interface PipeEnds {
  /** Ours, on the event loop and never on the thread pool; absent where all has been said. */
  readonly ours?: Socket | undefined;
  /** The script's descriptor: blocking, because programs expect it. Whoever spawned the script closes ours of it. */
  readonly theirs: number;
  /** How /proc names it, for instance `pipe:[4711]`. */
  readonly name: string;
}

/** A pipe that the script writes to. */
export interface OutputEnds extends PipeEnds {
  readonly ours: Socket;
}

/** A pipe that the script reads from. */
export interface InputEnds extends PipeEnds {
  /** What did not fit into the pipe, to be written to `ours`. */
  readonly rest: Uint8Array;
}

/** The pipe's two ends as separate open files. Takes over the pool's descriptor. */
export const fromScript = (pipe: number): OutputEnds =>
  split(pipe, constants.O_WRONLY, () => ({ ours: new Socket({ fd: reopened(pipe, ourReading), readable: true }) }));

/** The same, where the script reads. Most XML fits into the pipe, before the script runs, and nothing is left to do. */
export const toScript = (pipe: number, input: Uint8Array): InputEnds =>
  split(pipe, constants.O_RDONLY, () => {
    const rest = input.subarray(written(pipe, input));
    if (rest.length === 0) return { rest };
    return { rest, ours: new Socket({ fd: reopened(pipe, ourWriting), readable: false, writable: true }) };
  });

const ourReading = constants.O_RDONLY | constants.O_NONBLOCK;
const ourWriting = constants.O_WRONLY | constants.O_NONBLOCK;
const reopened = (pipe: number, mode: number) => openSync(`/proc/self/fd/${pipe}`, mode);

function split<Ours>(pipe: number, theirMode: number, ourEnd: () => Ours): Ours & Omit<PipeEnds, 'ours'> {
  const name = `pipe:[${fstatSync(pipe).ino}]`;
  let theirs: number | undefined;
  try {
    theirs = reopened(pipe, theirMode);
    return { ...ourEnd(), theirs, name };
  } catch (error) {
    if (theirs !== undefined) closeSync(theirs);
    throw error;
  } finally {
    closeSync(pipe);
  }
}

/** Bytes that the pipe took at once: it is empty, but a user who has many gets small ones. */
function written(pipe: number, input: Uint8Array): number {
  try {
    return writeSync(pipe, input);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return 0;
    throw error;
  }
}
