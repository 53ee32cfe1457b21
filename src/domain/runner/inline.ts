import type { Clock, Random } from '../../clock/index.ts';
import { LibvirtError, ProtocolError } from '../../protocol/errors.ts';
import type { Store } from '../../store/store.ts';
import type { Transport } from '../../transport/link.ts';
import type { Touch } from '../memory/index.ts';
import { decodeImage } from '../transfer/index.ts';
import { type Door, migrationPorts, openDoor, type PortRange } from './door.ts';
import { createExit } from './exit.ts';
import { incomingGuest } from './incoming-guest.ts';
import { inlineGuest } from './inline-guest.ts';
import { createMachine } from './machine.ts';
import { type GuestRunner, type GuestSpec, monitorClosed } from './runner.ts';

export interface InlineRunnerOptions {
  readonly clock: Clock;
  readonly transport: Transport;
  /** Makes the tokens of migration streams: the system's generator unless this is a simulation. */
  readonly random: Random;
  /** Where guests are saved and loaded from. */
  readonly store: Store;
  /** Ports that guests wait on for migration streams; libvirt's 49152 to 49215 unless given. */
  readonly ports?: PortRange;
  /** How an incoming guest makes room for many pages at once; left out (in a simulation), it does so page by page. */
  readonly touch?: Touch;
}

/** Guests that live in this process and end with it. */
export function inlineRunner({
  clock,
  transport,
  random,
  store,
  touch,
  ports = migrationPorts,
}: InlineRunnerOptions): GuestRunner {
  const create = (spec: GuestSpec) => {
    const exit = createExit();
    const onPowerOff = () => exit.end('powered off', `guest ${spec.name} powered off`);
    return { spec, pid: nextPid(), machine: createMachine({ spec, clock, onPowerOff }), exit, clock, transport, store };
  };
  return {
    outliveDaemon: false,
    find: async () => undefined,
    async start(spec) {
      const parts = create(spec);
      await parts.machine.boot();
      return inlineGuest(parts);
    },
    async incoming(spec, { address, listen = address, port, token }) {
      const parts = create(spec);
      const secret = token ?? Buffer.from(random.bytes(16)).toString('hex');
      const range = port === undefined ? ports : { first: port, last: port };
      const door = await openDoor({ transport, listen, ports: range, token: secret });
      return incomingGuest({
        ...parts,
        door,
        touch,
        uri: uriOf(door, address, token === undefined ? `?token=${secret}` : ''),
      });
    },
    async load(spec, { path, offset }) {
      const parts = create(spec);
      const { machine } = parts;
      const image = ((await store.read(path)) ?? new Uint8Array()).subarray(offset);
      const { device } = await decodeImage(image, machine, machine.pace).catch(refused);
      machine.adopt(device);
      return inlineGuest(parts);
    },
  };
}

/** Numbers above Linux's largest process id, so that nothing real is ever signalled by mistake. */
let lastPid = 2 ** 22;
const nextPid = () => ++lastPid;

function uriOf({ url }: Door, address: string, query: string): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `${url.protocol}//${host}:${url.port}/${query}`;
}

function refused(error: unknown): never {
  if (!(error instanceof ProtocolError)) throw error;
  throw new LibvirtError('internal error', `${monitorClosed}: load of migration failed: ${error.message}`, 'qemu');
}
