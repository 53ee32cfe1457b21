import type { Socket } from 'node:net';
import { systemClock, systemRandom } from '../clock/index.ts';
import { type Guest, type IncomingGuest, inlineRunner, type PortRange, touchMemory } from '../domain/runner/index.ts';
import {
  type Birth,
  createMonitorServer,
  type GuestCommands,
  listenForDaemons,
} from '../domain/runner/process/index.ts';
import { LibvirtError, toErrorValue } from '../protocol/errors.ts';
import { diskStore } from '../store/index.ts';
import { createDeparture, type Departing } from './departure.ts';
import { laterTransport } from './later-transport.ts';

/** What a guest needs of the process it is. */
export interface GuestProcess {
  readonly pid: number;
  exit(): void;
  on(signal: 'SIGTERM' | 'SIGINT', action: () => void): unknown;
}

const clock = systemClock;

const runner = ({ tls }: Birth, ports?: PortRange) =>
  inlineRunner({
    clock,
    transport: laterTransport(clock, tls),
    random: systemRandom,
    store: diskStore(),
    touch: touchMemory,
    ...(ports && { ports }),
  });

/** Becomes the guest that the daemon at the other end of the socket asks for, and does what daemons tell it. */
export function serveGuest(daemon: Socket, self: GuestProcess): void {
  let guest: Guest | undefined;
  let departing: Departing | undefined;
  const alive = () => {
    if (!guest) throw new LibvirtError('operation invalid', 'there is no guest yet', 'qemu');
    return guest;
  };
  const leaving = () => {
    if (!departing) throw new LibvirtError('operation invalid', 'no job is active on the domain', 'qemu');
    return departing;
  };
  async function live<G extends Guest>({ monitor, owned }: Birth, born: Promise<G>): Promise<G> {
    if (owned) daemon.once('close', () => self.exit());
    const [mine] = await Promise.all([born, listenForDaemons(monitor, server.attend)]);
    guest = mine;
    mine.onExit((why, text) => end({ why, text }));
    return mine;
  }
  function end(told: { why: 'killed' | 'powered off' | 'terminated' | 'crashed'; text: string }): void {
    server.tell('exit', told);
    void server.hangUp().then(() => self.exit());
  }
  const serve: GuestCommands = {
    start: async (birth) => void (await live(birth, runner(birth).start(birth.spec))),
    load: async ({ image, ...birth }) => void (await live(birth, runner(birth).load(birth.spec, image))),
    async incoming({ at, ports, ...birth }) {
      const mine = await live(birth, runner(birth, ports).incoming(birth.spec, at));
      tellArrival(mine);
      return { uri: mine.uri };
    },
    async find() {
      departing?.abandon();
      return { pid: self.pid, reading: await alive().inspect() };
    },
    pause: () => alive().pause(),
    resume: () => alive().resume(),
    inspect: () => alive().inspect(),
    powerButton: () => alive().powerButton(),
    reset: () => alive().reset(),
    save: ({ path, head }) => alive().save(path, Buffer.from(head, 'base64')),
    async migrate(departure) {
      departing = createDeparture(clock, server.tell);
      await departing.open(alive(), departure);
    },
    copy: () => leaving().copy(),
    complete: () => leaving().complete(),
    handOver: () => leaving().handOver(),
    fill: () => leaving().fill(),
    startPostcopy: async () => leaving().now().startPostcopy(),
    setBandwidth: async ({ bytesPerSecond }) => leaving().now().setBandwidth(bytesPerSecond),
    setDowntimeLimit: async ({ ms }) => leaving().now().setDowntimeLimit(ms),
    cancel: async ({ error }) => departing?.cancel(error && LibvirtError.from(error)),
  };
  const server = createMonitorServer(serve);
  const tellArrival = ({ arrived, whole }: IncomingGuest) => {
    arrived.then(
      (snapshot) => server.tell('arrived', snapshot),
      (error) => server.tell('lost', toErrorValue(error)),
    );
    whole.then(
      (snapshot) => server.tell('whole', snapshot),
      (error) => server.tell('partLost', toErrorValue(error)),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    self.on(signal, () => end({ why: 'terminated', text: `terminating on signal ${signal}` }));
  daemon.once('close', () => {
    if (!guest) self.exit();
  });
  server.attend(daemon);
}
