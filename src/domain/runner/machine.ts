import type { Clock } from '../../clock/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { type Bitmap, createMemory, hashMemory, type Memory, maxPages, type Pace, pageBytes } from '../memory/index.ts';
import { createPace, type DeviceState, type MovingGuest } from '../transfer/index.ts';
import { createProgram, fill, type Program, ticksAt } from '../workload/index.ts';
import { createFaults } from './faults.ts';
import { createPowerButton, type PowerButton } from './power-button.ts';
import { createRunClock } from './run-clock.ts';
import { type GuestSpec, monitorClosed } from './runner.ts';

/** The guest itself, without what surrounds it: the same in this process and in one of its own. */
export interface Machine extends MovingGuest {
  readonly ticks: number;
  readonly power: PowerButton;
  readonly pace: Pace;
  run(): void;
  halt(): void;
  /** Stops for good, without bringing the memory up to now. */
  off(): void;
  /** Loads what the guest's memory holds at the start. */
  boot(): Promise<void>;
  /** The same at once, for a guest that has a past. */
  reboot(): void;
  /** Takes over the state of another machine, whose memory is here already. */
  adopt(device: DeviceState): void;
  /** It may run, but these pages have not come: it stops at a touch of one, which is asked for, until it `came`. */
  expect(missing: Bitmap, ask: (page: number) => void): void;
  came(page: number): void;
  /** All of them came. */
  filled(): void;
}

export interface MachineOptions {
  readonly spec: GuestSpec;
  readonly clock: Clock;
  /** The guest's operating system powered off. */
  readonly onPowerOff: () => void;
}

/** Off, with empty memory. @throws LibvirtError (internal error) when it is to have more memory than there can be. */
export function createMachine({ spec, clock, onPowerOff }: MachineOptions): Machine {
  const memory = memoryOf(spec);
  const time = createRunClock(clock);
  const pace = createPace(clock);
  const power = createPowerButton({
    clock,
    time,
    answers: spec.hasOperatingSystem,
    endsUs: lifetimeUs(spec),
    onPowerOff,
  });
  let program = createProgram(memory, spec.workload);
  let hashed = true;

  const faults = createFaults({ clock, time, program: () => program });

  const catchUp = () => program.runTo(time.us);
  const off = () => {
    time.halt();
    faults.disarm();
    power.disarm();
  };
  const restart = (next: Program) => {
    program = next;
    time.set(next.progress.runUs);
  };
  return {
    uuid: spec.uuid,
    memory,
    power,
    pace,
    catchUp,
    get running() {
      return time.running;
    },
    get haltedAt() {
      return time.haltedAt;
    },
    get ticks() {
      return ticksAt(time.us);
    },
    get hashed() {
      return hashed;
    },
    set hashed(wished) {
      hashed = wished;
    },
    throttle(percent) {
      time.throttle(percent);
      if (time.running) power.arm();
      faults.look();
    },
    run() {
      hashed = true;
      time.run();
      power.arm();
      faults.look();
    },
    off,
    halt() {
      off();
      catchUp();
    },
    async boot() {
      for (const pages of fill(memory, spec.workload)) await pace(pages * pageBytes);
    },
    reboot() {
      memory.clearPages(0, memory.pages);
      for (const _ of fill(memory, spec.workload));
      power.release();
      restart(createProgram(memory, spec.workload));
    },
    adopt({ powerOffUs, ...progress }) {
      restart(createProgram(memory, spec.workload, progress));
      if (powerOffUs !== undefined) power.press(powerOffUs);
    },
    expect: faults.expect,
    came: faults.came,
    filled: faults.over,
    snapshot: async () => ({
      ...(hashed && !faults.pending && { memory: await hashMemory(memory, pace) }),
      ...(faults.pending && { partly: true }),
      ticks: program.ticks,
    }),
    deviceState: () => deviceState(program, power),
  };
}

function deviceState({ progress }: Program, { dueUs }: PowerButton): DeviceState {
  const { runUs, written } = progress;
  return { runUs, written: [...written], ...(dueUs !== undefined && { powerOffUs: dueUs }) };
}

const lifetimeUs = ({ lifetimeMs }: GuestSpec) => (lifetimeMs === undefined ? undefined : lifetimeMs * 1000);

/** QEMU rounds up too. */
function memoryOf({ memoryBytes }: GuestSpec): Memory {
  const pages = Math.max(1, Math.ceil(memoryBytes / pageBytes));
  if (pages <= maxPages) return createMemory(pages * pageBytes);
  throw new LibvirtError(
    'internal error',
    `${monitorClosed}: cannot set up guest memory 'pc.ram': Cannot allocate memory`,
    'qemu',
  );
}
