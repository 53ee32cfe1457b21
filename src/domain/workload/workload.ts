/**
 * What a guest does with its memory, given in its XML's metadata. `pagesPerSecond` counts guest time, which passes
 * only while the guest runs.
 */
export interface Workload {
  /** `sequential` writes one page after the other and begins again, `random` any page of the working set. */
  readonly pattern: 'idle' | 'sequential' | 'random';
  readonly pagesPerSecond: number;
  /** MiB from the start of memory that the pattern writes to. */
  readonly workingSetMiB: number;
  /** MiB from the start of memory that hold something other than zero from the first moment on. */
  readonly fillMiB: number;
  /** Decides where a sequential writer starts, and every page of a random one. */
  readonly seed: number;
}

/** A guest without a workload only counts its ticks. */
export const idle: Workload = { pattern: 'idle', pagesPerSecond: 0, workingSetMiB: 0, fillMiB: 0, seed: 0 };
