import type { CommandEntry } from '../../src/cli/commands.ts';
import { runCommandLine } from '../../src/cli/main.ts';
import type { Conduct, Connect } from '../../src/cli/session.ts';
import type { KnownHost, Lines, World } from '../../src/cli/world.ts';
import { type VirtualClock, virtualClock } from '../../src/clock/index.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { type FakeHost, fakeHost } from './virsh/fake-host.ts';

/** Hosts by URL; `ws://a` is the one that runs on this machine. */
export type Hosts = Readonly<Record<string, FakeHost>>;

export interface CommandLineOptions {
  readonly hosts?: Hosts;
  readonly environment?: World['environment'];
  readonly runningHosts?: readonly KnownHost[];
  readonly conduct?: Conduct;
  readonly commands?: readonly CommandEntry[];
  /** What is typed at the prompt, line by line. */
  readonly typed?: readonly string[];
}

/** Everything a command line left behind. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandLine {
  run(...argv: string[]): Promise<Ran>;
  readonly clock: VirtualClock;
  /** Presses Ctrl-C. */
  interrupt(): void;
  /** What was printed so far, both streams. */
  printed(): string;
  /** URLs and options of the connections that were opened. */
  readonly connections: readonly Parameters<Connect>[];
}

/** The program in a world of its own: fake hosts, a clock that stands still, and two pages to print on. */
export function commandLine(options: CommandLineOptions = {}): CommandLine {
  const { hosts = { 'ws://a': fakeHost() }, environment = {}, commands } = options;
  const { typed } = options;
  const { runningHosts = [{ name: 'a', url: 'ws://a' }], conduct = async () => {} } = options;
  const signals = [new AbortController(), new AbortController()] as const;
  const connections: Parameters<Connect>[] = [];
  const pages = { out: '', err: '' };
  let directory = '/work';
  const change = (path: string) => {
    if (path === '/nosuch') throw Object.assign(new Error('no such directory'), { code: 'ENOENT' });
    directory = path;
  };
  const clock = virtualClock();
  const world: World = {
    out: (text) => {
      pages.out += text;
    },
    err: (text) => {
      pages.err += text;
    },
    environment,
    clock,
    interruption: { asked: signals[0].signal, insisted: signals[1].signal },
    async connect(url, opening) {
      connections.push([url, opening]);
      return hosts[url]?.session ?? refuseConnection(url);
    },
    conduct,
    runningHosts: async () => runningHosts,
    ancestors: () => [77, 42],
    lines: typed && { waiting: async () => true, open: () => typing(typed, (text) => world.out(text)) },
    directory: { current: () => directory, change },
  };
  return {
    clock,
    connections,
    printed: () => pages.out + pages.err,
    interrupt: () => signals.find(({ signal }) => !signal.aborted)?.abort(),
    async run(...argv) {
      const exit = await runCommandLine(argv, { world, ...(commands && { commands }) });
      return { exit, ...pages };
    },
  };
}

/** A user who types lines; they show after the prompt. */
function typing(lines: readonly string[], out: (text: string) => void): Lines {
  const left = [...lines];
  const next = async (prompt: string) => {
    const line = left.shift();
    out(line === undefined ? prompt : `${prompt}${line}\n`);
    return line;
  };
  return { next, close: () => {} };
}

function refuseConnection(url: string): never {
  const { host } = new URL(url);
  throw new LibvirtError('system error', `unable to connect to server at '${host}': Connection refused`, 'rpc');
}

/** Waits until something holds that promises in flight bring about; if it never does, the test runs out of time. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
