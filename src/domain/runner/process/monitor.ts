import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ErrorValue, LibvirtError, toErrorValue } from '../../../protocol/errors.ts';
import { limits } from '../../../protocol/limits.ts';
import type { CommandName, EventName, Given, GuestCommands, GuestEvents } from './commands.ts';
import { eachLine } from './lines.ts';

/** The daemon's end of a guest's monitor. */
export interface Monitor {
  /** @throws LibvirtError what the guest answers, or `domain is not running` when its process is gone. */
  ask<C extends CommandName>(command: C, given: Given<C>): ReturnType<GuestCommands[C]>;
  /** Ends the connection; the guest goes on unless it is owned. */
  close(): void;
  /** Resolves when the connection is over: the guest's process is gone. */
  readonly closed: Promise<void>;
}

type Hear = <E extends EventName>(event: E, told: GuestEvents[E]) => void;
type Line = { id?: number; answer?: unknown; error?: ErrorValue; event?: EventName; told?: unknown };

/** Speaks with a guest's process over a socket: one JSON line for each command, answer and event. */
export function openMonitor(socket: Socket, hear: Hear): Monitor {
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  let last = 0;
  const settle = ({ id = 0, answer, error }: Line) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) socket.unref();
    if (error) call?.reject(LibvirtError.from(error));
    else call?.resolve(answer);
  };
  eachLine(socket, limits.messageBytes, (text) => {
    const line = JSON.parse(text) as Line;
    if (line.event) hear(line.event, line.told as never);
    else settle(line);
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      for (const { reject } of waiting.values()) reject(gone());
      waiting.clear();
      resolve();
    });
  });
  return {
    closed,
    close: () => void socket.destroy(),
    ask: (command, given) =>
      new Promise<unknown>((resolve, reject) => {
        if (socket.destroyed) return reject(gone());
        // Who waits for an answer goes on waiting; otherwise a guest does not keep its daemon from ending.
        socket.ref();
        waiting.set(++last, { resolve, reject });
        socket.write(`${JSON.stringify({ id: last, command, given })}\n`);
      }) as ReturnType<GuestCommands[typeof command]>,
  };
}

/** libvirt's text when a guest ends while something is done with it (recording 3h-kill-qemu-A-direct). */
const gone = () => new LibvirtError('operation failed', 'domain is not running', 'qemu');

/** The guest's end: answers commands and tells events, to the daemon that connected last. */
export function createMonitorServer(serve: GuestCommands) {
  let current: Duplex | undefined;
  const say = (socket: Duplex | undefined, line: object) =>
    socket && !socket.destroyed ? socket.write(`${JSON.stringify(line)}\n`) : true;
  const answer = async (socket: Duplex, text: string) => {
    const { id, command, given } = JSON.parse(text) as { id: number; command: CommandName; given: never };
    try {
      say(socket, { id, answer: await serve[command](given) });
    } catch (error) {
      say(socket, { id, error: toErrorValue(error) });
    }
  };
  return {
    attend(socket: Duplex): void {
      current?.destroy();
      current = socket;
      eachLine(socket, limits.messageBytes, (text) => void answer(socket, text));
    },
    tell<E extends EventName>(event: E, told: GuestEvents[E]): void {
      say(current, { event, told });
    },
    /** Resolves when the last word is on its way, or nobody listens. */
    hangUp: () =>
      new Promise<void>((resolve) => {
        if (!current || current.destroyed) return resolve();
        current.once('close', () => resolve());
        current.end(() => resolve());
      }),
  };
}
