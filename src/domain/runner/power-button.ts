import type { Clock, Timer } from '../../clock/index.ts';
import type { RunClock } from './run-clock.ts';

/** Microseconds of guest time that an operating system takes to power off. */
const shutdownUs = 100_000;

/** The ACPI power button. What it started goes on only while the guest runs, and crosses a migration with it. */
export interface PowerButton {
  /** Guest time at which the guest will be off, once the button was pressed. */
  readonly dueUs: number | undefined;
  /** Presses it now, or as it was pressed before the guest came here. Pressing it again changes nothing. */
  press(dueUs?: number): void;
  /** The guest was reset: the button was never pressed. */
  release(): void;
  /** The guest's time begins and stops to pass. */
  arm(): void;
  disarm(): void;
}

export interface PowerButtonOptions {
  readonly clock: Clock;
  readonly time: RunClock;
  /** Whether anybody answers it. */
  readonly answers: boolean;
  /** Guest time at which the guest powers off by itself. */
  readonly endsUs?: number | undefined;
  readonly onPowerOff: () => void;
}

export function createPowerButton({ clock, time, answers, endsUs, onPowerOff }: PowerButtonOptions): PowerButton {
  let due = endsUs;
  let timer: Timer | undefined;
  const disarm = () => timer?.cancel();
  const arm = () => {
    disarm();
    if (due !== undefined) timer = clock.after(time.msUntil(due), onPowerOff);
  };
  return {
    get dueUs() {
      return due;
    },
    press(dueUs = time.us + shutdownUs) {
      if (!answers) return;
      due = Math.min(due ?? dueUs, dueUs);
      if (time.running) arm();
    },
    release() {
      due = endsUs;
      disarm();
    },
    arm,
    disarm,
  };
}
