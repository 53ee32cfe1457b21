import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Ended, OwnVirsh } from './own-virsh.ts';
import type { Places } from './places.ts';

/** Whether the system has a virsh of its own. */
export const realVirshIsInstalled = (): boolean => spawnSync('/usr/bin/virsh', ['--version']).status === 0;

/** The system's virsh, as a process for each command. Events are still followed by hooklab's, which says when it is ready. */
export const createRealVirsh = ({ hosts }: Places, own: OwnVirsh): OwnVirsh => ({
  run: (host, words) => ended(join(hosts[host].bin, 'virsh'), words),
  follow: own.follow,
});

function ended(program: string, words: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env.PATH, HOME: '/root', LANG: 'C.UTF-8' };
  const child = spawn(program, words, { cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text) => (said[stream] += text));
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ exit: code ?? (signal === 'SIGKILL' ? 137 : 143), ...said }));
  });
}
