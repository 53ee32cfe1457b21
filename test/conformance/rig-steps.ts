import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Daemon } from './daemon.ts';
import type { HostPlaces } from './places.ts';
import type { Call } from './recording.ts';

/** What the recorder did itself (`#rig:` steps), besides changes to the hooks directory, which \`hooks_now\` tells. */
export interface RigStep {
  readonly daemon: Daemon;
  readonly place: HostPlaces;
  /** The host's next hook call in the recording. */
  readonly nextCall: Call | undefined;
  /** Rest of the command after `#rig: `. */
  readonly what: string;
  readonly watchAgain: () => void;
}

type Act = (step: RigStep, found: RegExpExecArray) => Promise<void> | void;

const table: readonly (readonly [pattern: RegExp, act: Act])[] = [
  [/^start libvirtd with (.*)$/, (step, [, which = '']) => startWith(step, which)],
  [/^start libvirtd, wait until it answers$/, ({ daemon, watchAgain }) => startAndWait(daemon, watchAgain)],
  [/^start libvirtd$/, ({ daemon }) => daemon.start()],
  [/^wait until it answers$/, async ({ daemon }) => void (await daemon.ready())],
  [/^stop libvirtd, forget \/run\/libvirt$/, (step) => stopAndForget(step)],
  [/^stop$/, ({ daemon }) => end(daemon, 'SIGTERM')],
  [/^SIG(\w+) libvirtd, wait for exit$/, ({ daemon }, [, name]) => end(daemon, `SIG${name}` as NodeJS.Signals)],
  [/^kill -(\w+) libvirtd, wait for exit$/, ({ daemon }, [, name]) => end(daemon, `SIG${name}` as NodeJS.Signals)],
  [/^kill -HUP( libvirtd)?$/, ({ daemon }) => reload(daemon)],
  [/^kill -(\w+)( libvirtd)?$/, ({ daemon }, [, name]) => daemon.signal(`SIG${name}` as NodeJS.Signals)],
  [
    /^kill -(\w+) the qemu process of (.*)$/,
    ({ place }, [, name, guest = '']) => killGuest(place, guest, `SIG${name}`),
  ],
  [/^(wait|sleep) /, () => undefined],
];

/** @throws Error for a step that nobody knows. Changes to a hooks directory have been made by then. */
export async function playRigStep(step: RigStep): Promise<void> {
  for (const [pattern, act] of table) {
    const found = pattern.exec(step.what);
    if (found) return act(step, found);
  }
  throw new Error(`no way to replay '#rig: ${step.what}'`);
}

async function startAndWait(daemon: Daemon, watchAgain: () => void): Promise<void> {
  daemon.start();
  await daemon.ready();
  watchAgain();
}

/** The recorder waited for twenty seconds, and then killed it. */
async function end(daemon: Daemon, signal: NodeJS.Signals): Promise<void> {
  daemon.signal(signal);
  const late = setTimeout(() => daemon.signal('SIGKILL'), 6000);
  await daemon.ended();
  clearTimeout(late);
}

async function stopAndForget({ daemon, place }: RigStep): Promise<void> {
  await end(daemon, 'SIGTERM');
  rmSync(join(place.state, 'run'), { recursive: true, force: true });
}

/**
 * A recording gives such an environment by name only. What the daemon's next hook saw of it is told, and of what a hook
 * must not see everything is there, unless it was said to be empty.
 */
async function startWith({ daemon, nextCall }: RigStep, which: string): Promise<void> {
  const seen = Object.fromEntries((nextCall?.env ?? []).map((pair) => pair.split(/=(.*)/s, 2) as [string, string]));
  const hidden = { LANG: 'C.UTF-8', LC_ALL: 'de_DE.UTF-8', TZ: 'Asia/Tokyo', SHELL: '/bin/false' };
  const { LC_ALL: _, ...passedOn } = seen;
  daemon.start({ ...(/empty/.test(which) ? {} : hidden), ...passedOn });
  await daemon.ready();
}

/** Where no daemon hook tells of it nothing shows when a reload is over; the recorder waited half a second. */
async function reload(daemon: Daemon): Promise<void> {
  daemon.signal('SIGHUP');
  await new Promise<void>((resolve) => setTimeout(resolve, 200));
}

function killGuest({ state }: HostPlaces, name: string, signal: string): void {
  try {
    process.kill(Number(readFileSync(join(state, 'run', 'qemu', `${name}.pid`), 'utf8')), signal);
  } catch {
    // It is gone already: the recorder took no notice either.
  }
}
