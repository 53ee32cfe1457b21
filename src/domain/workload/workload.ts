/**
 * What a guest does with its memory, given in its XML's metadata. Rates count guest time, which passes only while the
 * guest runs.
 */
export interface Workload {
  /** `sequential` writes one page after the other and begins again, `random` any page of the working set. */
  readonly pattern: 'idle' | 'sequential' | 'random';
  readonly pagesPerSecond: number;
  /** MiB from the start of memory that the pattern writes to. */
  readonly workingSetMiB: number;
  /** MiB from the start of memory that hold something other than zero from the first moment on. */
  readonly fillMiB: number;
  /** Decides where a sequential writer starts, and every page of a random one; each region has its own by it. */
  readonly seed: number;
  /** More parts of memory that are written, each in its own way. */
  readonly regions?: readonly WorkloadRegion[] | undefined;
  /** Writes that somebody recorded. */
  readonly trace?: Trace | undefined;
}

export interface WorkloadRegion {
  readonly pattern: 'sequential' | 'random';
  readonly pagesPerSecond: number;
  /** MiB from the start of memory at which it begins. */
  readonly startMiB: number;
  readonly sizeMiB: number;
}

/** Writes at their guest time, over and over. */
export interface Trace {
  /** Milliseconds after which it begins again; more than the time of its last write. */
  readonly periodMs: number;
  /** In order of time: milliseconds from its beginning, and the page. */
  readonly writes: readonly (readonly [ms: number, page: number])[];
}

/** A guest without a workload only counts its ticks. */
export const idle: Workload = { pattern: 'idle', pagesPerSecond: 0, workingSetMiB: 0, fillMiB: 0, seed: 0 };
