import type { Scenario } from './scenario.ts';

/** One real migration: what it was given, and what came of it. */
export interface MeasuredRow {
  readonly id: string;
  readonly group: string;
  /** Ruled by a bandwidth limit or a shaped link, not by the speed of the machine it was measured on. */
  readonly rated: boolean;
  readonly scenario: Scenario;
  readonly converged: boolean;
  readonly totalMs: number;
  /** Absent when it never stopped. */
  readonly downtimeMs: number | undefined;
  readonly transferred: number;
  readonly syncs: number;
}
