import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Clock, sleep } from '../clock/index.ts';
import { LibvirtError } from '../protocol/errors.ts';

/** A host in a process of its own, owned by this one: it ends when this process does, however that ends. */
export interface SpawnedHost {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** What the host wrote to stderr so far: libvirt's log lines. */
  log(): string;
  /** Sends a signal to the host alone, as an administrator would. */
  signal(name: NodeJS.Signals): void;
  /** Ends the host with its shutdown hook; after `graceMs` it is killed with everything it started. */
  stop(graceMs?: number): Promise<void>;
  readonly exited: Promise<void>;
}

export interface SpawnHost {
  readonly clock: Clock;
  /** Which entry point: it names the host too. */
  readonly entry: 'source' | 'destination';
  /** Options of `hooklab host`, for instance `--state DIR`. */
  readonly options: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Told each line the host logs. */
  readonly onLog?: (line: string) => void;
}

/**
 * Starts a host process and resolves when clients can connect.
 * @throws LibvirtError with what the host said, when it ends before that.
 */
export async function spawnHost({ clock, entry, options, environment, onLog }: SpawnHost): Promise<SpawnedHost> {
  // A group of its own: Ctrl-C on the terminal reaches the owner only, who ends the host in order.
  const child = spawn(process.execPath, [entryPoint(entry), '--owned', ...options], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const said: string[] = [];
  createInterface(child.stderr).on('line', (line) => {
    said.push(line);
    onLog?.(line);
  });
  child.stdin.on('error', () => {});
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = await firstLine(child.stdout, exited);
  if (!ready) throw new LibvirtError('operation failed', `host '${entry}' did not start: ${lastWords(said)}`);
  const { name, url } = JSON.parse(ready) as { name: string; url: string };
  const pid = child.pid ?? 0;
  return {
    name,
    url,
    pid,
    log: () => said.map((line) => `${line}\n`).join(''),
    signal: (signal) => void child.kill(signal),
    exited,
    async stop(graceMs = 5000) {
      child.kill('SIGTERM');
      const late = await Promise.race([exited.then(() => false), sleep(clock, graceMs).then(() => true)]);
      if (late) killGroup(pid);
      await exited;
    },
  };
}

const lastWords = (said: readonly string[]) => (said.at(-1) ?? 'it said nothing').replace(/^error: /, '');

/** The host's process group: itself, hooks that run and what they started. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

async function firstLine(stream: NodeJS.ReadableStream, exited: Promise<void>): Promise<string | undefined> {
  const lines = createInterface(stream);
  return Promise.race([new Promise<string>((resolve) => lines.once('line', resolve)), exited.then(() => undefined)]);
}

/** The built entry point; a program that runs from the sources (tests) uses the build beside them. */
function entryPoint(entry: SpawnHost['entry']): string {
  return fileURLToPath(new URL(`../${entry}/main.js`, import.meta.url)).replace(
    /([\\/])src([\\/])(?=[a-z]+[\\/]main\.js$)/,
    '$1dist$2',
  );
}
