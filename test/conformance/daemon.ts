import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostPlaces } from './places.ts';
import { tenth } from './scale.ts';

/** A `hooklab host` in the place of libvirtd. */
export interface Daemon {
  readonly pid: number | undefined;
  /** Starts it; the environment is all it gets, besides where it announces itself. */
  start(environment?: Readonly<Record<string, string>>): void;
  /** Resolves when clients can connect, or with false when it ended before that. */
  ready(): Promise<boolean>;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it is gone. */
  ended(): Promise<void>;
}

export interface DaemonOptions {
  readonly place: HostPlaces;
  readonly hostname: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Words before `host`: the program under test. */
  readonly program: readonly string[];
  /** Where hosts announce themselves, apart from those of the machine. */
  readonly announce: string;
}

/** libvirtd.conf of a replay. */
const settings = [
  ...['--libvirt', '9.0.0', '--deadlock-after', '86400'],
  ...['--job-wait', `${tenth.jobWaitSeconds}`, '--keepalive', `${tenth.keepaliveSeconds}`],
];

/** The recorded hosts' qemu.conf, and what the boot sector of their guests did: a word in every page of 8 MiB, again and again. */
const busy = ['--guests-as-root', '--boot-workload', 'pattern=sequential,rate=20000,workingSet=8'];

export function createDaemon(options: DaemonOptions): Daemon {
  const { place, hostname, program, announce } = options;
  const words = ['host', '--name', hostname, '--listen', place.url, '--hooks', place.hooks, '--state', place.state];
  words.push('--socket', place.rpc);
  let child: ChildProcess | undefined;
  let whenReady: Promise<boolean> = Promise.resolve(false);
  const alive = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    get pid() {
      return alive() ? child?.pid : undefined;
    },
    start(environment = options.environment) {
      const [command = '', ...first] = program;
      const path = environment.PATH === undefined ? {} : { PATH: `${place.bin}:${environment.PATH}` };
      child = spawn(command, [...first, ...words, ...settings, ...busy], {
        cwd: '/',
        env: { ...environment, ...path, XDG_RUNTIME_DIR: announce },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      keepOutput(child, place);
      whenReady = readiness(child);
    },
    ready: () => whenReady,
    signal: (name) => void (alive() && child?.kill(name)),
    async ended() {
      if (child && alive()) await once(child, 'exit');
    },
  };
}

/** For people who look why a replay failed. */
function keepOutput(child: ChildProcess, { state }: HostPlaces): void {
  mkdirSync(state, { recursive: true });
  child.stderr?.on('data', (text) => appendFileSync(join(state, 'stderr'), text));
}

function readiness(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.stdout?.once('data', () => resolve(true));
    child.once('exit', () => resolve(false));
    child.once('error', () => resolve(false));
  });
}

/** A host knows its uuid from a file of its state. */
export function setHostUuid({ state }: HostPlaces, uuid: string): void {
  mkdirSync(state, { recursive: true });
  if (!existsSync(join(state, 'host-uuid'))) writeFileSync(join(state, 'host-uuid'), `${uuid}\n`);
}
