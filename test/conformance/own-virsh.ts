import { conductDirect } from '../../src/cli/conduct-direct.ts';
import { listenForSignals } from '../../src/cli/interrupt.ts';
import { runCommandLine } from '../../src/cli/main.ts';
import type { World } from '../../src/cli/world.ts';
import { systemClock } from '../../src/clock/index.ts';
import { connectToHost, relayedCausality } from '../../src/host/client.ts';
import { createWebSocketTransport } from '../../src/transport/index.ts';
import type { Places } from './places.ts';
import { type HostLetter, hostLetters } from './recording.ts';
import { tenth } from './scale.ts';

/** How a command ended. */
export interface Ended {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** hooklab's virsh in this process: the same code as the program's, without the time a process takes to start. */
export interface OwnVirsh {
  run(host: HostLetter, words: readonly string[]): Promise<Ended>;
  /** The same for `event`, which goes on until it is stopped; `ready` once the host knows of it. */
  follow(host: HostLetter, words: readonly string[], onText: (text: string) => void): Following;
}

export interface Following {
  readonly ready: Promise<void>;
  stop(): void;
}

export function createOwnVirsh(places: Places, hostnames: Readonly<Record<HostLetter, string>>): OwnVirsh {
  const causality = relayedCausality();
  const transport = createWebSocketTransport({ clock: systemClock });
  const world = (host: HostLetter, out: World['out'], err: World['err'], onRegistered?: () => void) => {
    const handlers: (() => void)[] = [];
    const signals = { on: (_: string, handler: () => void) => handlers.push(handler), off: () => undefined };
    const interruption = listenForSignals(signals, () => undefined);
    const made: World = {
      ...{ out, err, interruption, clock: systemClock, conduct: conductDirect, ancestors: () => [] },
      environment: { HOOKLAB_URL: places.hosts[host].url },
      runningHosts: async () => [
        ...hostLetters.map((letter) => ({ name: hostnames[letter], url: places.hosts[letter].url })),
        { name: 'localhost', url: places.hosts[host].url },
      ],
      async connect(url, options) {
        // Who watches events outlasts a frozen host, as the recorder did.
        const keepalive = { intervalSeconds: onRegistered ? 60 : tenth.keepaliveSeconds, count: 5 };
        const { onClose, ...client } = await connectToHost({
          ...{ transport, clock: systemClock, url, causality, keepalive },
          ...options,
        });
        const call: typeof client.call = (name, params) => {
          const answer = client.call(name, params);
          if (name === 'ConnectDomainEventRegisterAny')
            void answer.then(onRegistered ?? (() => undefined), () => undefined);
          return answer;
        };
        return { ...client, call, closed: new Promise(onClose) };
      },
    };
    return { made, interrupt: () => interruption.interrupt() };
  };
  return {
    async run(host, words) {
      const said = { stdout: '', stderr: '' };
      const { made } = world(
        host,
        (text) => {
          said.stdout += text;
        },
        (text) => {
          said.stderr += text;
        },
      );
      const exit = await runCommandLine(words, { world: made });
      return { exit, ...said };
    },
    follow(host, words, onText) {
      let known = () => {};
      const registered = new Promise<void>((resolve) => {
        known = resolve;
      });
      const { made, interrupt } = world(host, onText, () => undefined, known);
      const over = runCommandLine(words, { world: made });
      return { ready: Promise.race([registered, over.then(() => undefined)]), stop: interrupt };
    },
  };
}
