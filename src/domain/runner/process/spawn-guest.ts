import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import type { GuestSpec } from '../runner.ts';
import { commandLine, processNames } from './command-line.ts';

export interface SpawnGuest {
  readonly spec: GuestSpec;
  /** The guest's program. */
  readonly entry: string;
  /** Path of its monitor. */
  readonly monitor: string;
  /** Where what it writes to stdout and stderr goes: the guest's own log. */
  readonly log: string;
}

/**
 * Starts a guest's process in a session of its own, so that nothing which ends the daemon reaches it. It holds one end of
 * a socket pair, its first monitor.
 */
export function spawnGuest({ spec, entry, monitor, log }: SpawnGuest): { child: ChildProcess; socket: Socket } {
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const output = openSync(log, 'a', 0o600);
  try {
    const child = spawn(process.execPath, [entry, ...commandLine(spec, monitor)], {
      argv0: processNames[spec.driver],
      cwd: '/',
      detached: true,
      env: { LC_ALL: 'C' },
      stdio: ['ignore', output, output, 'pipe'],
    });
    child.on('error', () => {});
    const socket = child.stdio[3] as Socket;
    child.unref();
    socket.unref();
    return { child, socket };
  } finally {
    closeSync(output);
  }
}
