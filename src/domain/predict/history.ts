import { type Rounds, remainingBytes, transferredBytes } from '../transfer/precopy.ts';

/** One round: from a reading of the dirty log to the next. Times are milliseconds since the migration began. */
export interface Round {
  /** 1 is the round that sends all of the memory. */
  readonly round: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Pages with content, and all bytes, that went out. */
  readonly pages: number;
  readonly bytes: number;
  /** Pages that the reading at its end found newly dirty. */
  readonly dirtied: number;
  /** Bytes left to send after that reading. */
  readonly remaining: number;
  /** Bytes that may be left when the guest is stopped, as known at its end. */
  readonly threshold: number;
}

/** Bytes left to send at a time. */
export interface Point {
  readonly ms: number;
  readonly remaining: number;
}

/** What a prediction remembers of its way. */
export interface History {
  readonly rounds: readonly Round[];
  /** At most a thousand. */
  readonly points: readonly Point[];
  /** Notes how much is left now. */
  note(ms: number): void;
  /** The same for the end, which is noted in any case. */
  end(ms: number): void;
  /** The round ends now; `dirtied` pages were found. */
  close(ms: number, dirtied: number): void;
}

const mostPoints = 1000;

export function createHistory(counted: Rounds): History {
  const rounds: Round[] = [];
  let points: Point[] = [];
  let spacing = 1;
  let before = { ms: 0, normal: 0, bytes: 0 };
  const note = (ms: number) => {
    if (ms < (points.at(-1)?.ms ?? -Infinity) + spacing) return;
    points.push({ ms, remaining: remainingBytes(counted) });
    if (points.length < mostPoints) return;
    points = points.filter((_, index) => index % 2 === 0);
    spacing = Math.max(spacing * 2, ms / mostPoints);
  };
  return {
    rounds,
    get points() {
      return points;
    },
    note,
    end: (ms) => void points.push({ ms, remaining: remainingBytes(counted) }),
    close(ms, dirtied) {
      const { normal } = counted.sent;
      const bytes = transferredBytes(counted);
      rounds.push({
        round: rounds.length + 1,
        startMs: before.ms,
        endMs: ms,
        pages: normal - before.normal,
        bytes: bytes - before.bytes,
        dirtied,
        remaining: remainingBytes(counted),
        threshold: Math.round(counted.threshold),
      });
      before = { ms, normal, bytes };
    },
  };
}
