import type { Clock, Timer } from '../../clock/index.ts';
import { type Bitmap, hasBit } from '../memory/index.ts';
import type { Program } from '../workload/index.ts';
import type { RunClock } from './run-clock.ts';

/**
 * Page faults of a guest that runs before all of its memory is there: its time stands still at a touch of a page that
 * has not come, until it comes (userfaultfd, as QEMU's post-copy uses it).
 */
export interface Faults {
  /** These pages have not come; `ask` is called for each one that the guest waits for. */
  expect(missing: Bitmap, ask: (page: number) => void): void;
  /** One of them has. */
  came(page: number): void;
  /** All of them have. */
  over(): void;
  /** Whether some have not. */
  readonly pending: boolean;
  /** The guest's time begins to pass, or its program is another one. */
  look(): void;
  /** The guest's time stops to pass. */
  disarm(): void;
}

export interface FaultsOptions {
  readonly clock: Clock;
  readonly time: RunClock;
  readonly program: () => Program;
}

/** Microseconds of guest time that are looked through at once for the next touch. */
const horizonUs = 20_000;

export function createFaults({ clock, time, program }: FaultsOptions): Faults {
  let awaited: { readonly missing: Bitmap; readonly ask: (page: number) => void } | undefined;
  let stalledOn: number | undefined;
  let timer: Timer | undefined;

  const look = () => {
    timer?.cancel();
    if (!awaited || stalledOn !== undefined || !time.running) return;
    program().runTo(time.us);
    const end = time.us + horizonUs;
    const touch = program().nextTouch(awaited.missing, end);
    time.stopAt(touch ? touch.us - 1 : end);
    if (touch) timer = clock.after(time.msUntil(touch.us - 1), () => reach(touch.page));
    else timer = clock.after(time.msUntil(end - horizonUs / 2), look);
  };
  const reach = (page: number) => {
    if (!awaited || !hasBit(awaited.missing, page)) return look();
    stalledOn = page;
    awaited.ask(page);
  };
  return {
    get pending() {
      return awaited !== undefined;
    },
    expect(missing, ask) {
      awaited = { missing, ask };
      // Not a microsecond passes before it is known what the guest touches next.
      time.stopAt(time.us);
      look();
    },
    came(page) {
      if (page !== stalledOn) return;
      stalledOn = undefined;
      look();
    },
    over() {
      awaited = undefined;
      stalledOn = undefined;
      timer?.cancel();
      time.stopAt(undefined);
    },
    look,
    disarm: () => timer?.cancel(),
  };
}
