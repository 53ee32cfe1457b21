import { type Bitmap, hasBit, type Memory } from '../memory/index.ts';
import { mix } from './mix.ts';
import type { Workload } from './workload.ts';
import { pagesPerMiB, type Writer, write, writersOf } from './writer.ts';

/** How far a guest's program is: what must cross a migration beside the memory. */
export interface Progress {
  /** Microseconds of guest time since it was booted. */
  runUs: number;
  /** Writes done by each writer. */
  written: number[];
}

/** The program that a guest runs. What it does depends on guest time alone, not on how often one looks. */
export interface Program {
  readonly progress: Progress;
  readonly ticks: number;
  /** Runs the program until it has run for `runUs` microseconds since boot. */
  runTo(runUs: number): void;
  /** When it will write to one of these pages for the first time, if that is not later than `untilUs`. */
  nextTouch(pages: Bitmap, untilUs: number): Touching | undefined;
}

/** A write to a page at a guest time. */
export interface Touching {
  readonly us: number;
  readonly page: number;
}

/** Microseconds of guest time between two ticks: 100 a second, the timer of a Linux guest with HZ=100. */
export const tickUs = 10_000;
export const ticksAt = (runUs: number) => Math.floor(runUs / tickUs);

/** Where the counter stands in the guest's memory. */
const counter = { page: 0, offset: 0 } as const;
/** The tick counter as it stands in the guest's memory. */
export const readTicks = (memory: Memory) => memory.readWord(counter.page, counter.offset);

/** Goes on from `progress`; a guest that is just booted starts from zero. */
export function createProgram(
  memory: Memory,
  workload: Workload,
  progress: Progress = freshProgress(workload),
): Program {
  const writers = writersOf(workload);
  return {
    progress,
    get ticks() {
      return ticksAt(progress.runUs);
    },
    runTo(runUs) {
      if (runUs <= progress.runUs) return;
      writers.forEach((writer, index) => {
        catchUp(memory, writer, { progress, index, runUs });
      });
      progress.runUs = runUs;
      countTicks(memory, ticksAt(runUs));
    },
    nextTouch(pages, untilUs) {
      const touches = writers.map((writer, index) => firstTouch(writer, progress.written[index] ?? 0, pages, untilUs));
      return [...touches, firstTick(progress.runUs, pages, untilUs)].reduce(earlier, undefined);
    },
  };
}

export const freshProgress = (workload: Workload): Progress => ({
  runUs: 0,
  written: writersOf(workload).map(() => 0),
});

interface CatchUp {
  readonly progress: Progress;
  readonly index: number;
  readonly runUs: number;
}

function catchUp(memory: Memory, writer: Writer, { progress, index, runUs }: CatchUp): void {
  const due = writer.dueAt(runUs);
  write(memory, writer, { number: index, from: progress.written[index] ?? 0, to: due });
  progress.written[index] = due;
}

const earlier = (a: Touching | undefined, b: Touching | undefined) => (a && (!b || a.us <= b.us) ? a : b);

function firstTouch(writer: Writer, from: number, pages: Bitmap, untilUs: number): Touching | undefined {
  for (let n = from; writer.usOf(n) <= untilUs; n++)
    if (hasBit(pages, writer.pageOf(n))) return { us: writer.usOf(n), page: writer.pageOf(n) };
  return undefined;
}

function firstTick(runUs: number, pages: Bitmap, untilUs: number): Touching | undefined {
  const us = (ticksAt(runUs) + 1) * tickUs;
  return us <= untilUs && hasBit(pages, counter.page) ? { us, page: counter.page } : undefined;
}

/** A tick that did not come leaves the page alone, so that an idle guest's page is dirty only where it changed. */
function countTicks(memory: Memory, ticks: number): void {
  if (readTicks(memory) !== ticks) memory.writeWord(counter.page, counter.offset, ticks);
}

const fillOffset = 16;

/** What the guest loads at boot: `fill` MiB of pages with something on each. Yields the pages done, to be run in parts. */
export function* fill(memory: Memory, { fillMiB, seed }: Workload): Generator<number> {
  const pages = fillMiB * pagesPerMiB;
  for (let page = 0; page < pages; page++) {
    memory.writeWord(page, fillOffset, mix(seed, page) * 2 + 1);
    if (page % fillPart === fillPart - 1) yield fillPart;
  }
}
const fillPart = 1024;
