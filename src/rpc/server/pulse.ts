import type { Clock } from '../../clock/index.ts';
import { type Keepalive, keepalive } from '../../transport/index.ts';
import { type Packet, programs } from '../packet.ts';
import type { PacketWire } from '../wire.ts';

/** libvirt's keepalive, a program of its own: whoever is asked answers, and only who can answer is asked. */
export interface Pulse {
  /** To be told every packet that arrives. True when it was keepalive's own and needs nothing more. */
  heard(packet: Packet): boolean;
  /** Asks the client for a sign of life from now on. */
  start(): void;
  /** While the client is not read its silence means nothing. */
  excuse(isSilent: boolean): void;
}

export interface PulseOptions {
  readonly clock: Clock;
  readonly intervalSeconds: number;
  readonly count: number;
}

const beats = { ping: 1, pong: 2 } as const;
const nothing = new Uint8Array();

export function createPulse(wire: PacketWire, options: PulseOptions): Pulse {
  let asking: Keepalive | undefined;
  let excused = false;
  const send = (kind: keyof typeof beats) =>
    wire.send({
      ...programs.keepalive,
      ...{ procedure: beats[kind], type: 'message', serial: 0, status: 'ok', payload: nothing },
    });
  return {
    heard({ program, procedure }) {
      asking?.heard('');
      if (program !== programs.keepalive.program) return false;
      if (procedure === beats.ping) send('pong');
      return true;
    },
    start() {
      asking ??= keepalive(wire, { ...options, send });
      asking.excuse(excused);
    },
    excuse(isSilent) {
      excused = isSilent;
      asking?.excuse(isSilent);
    },
  };
}
