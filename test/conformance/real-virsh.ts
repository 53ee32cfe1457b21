import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { OwnVirsh } from './own-virsh.ts';
import type { Places } from './places.ts';
import { runProgram } from './run-program.ts';

/** Whether the system has a virsh of its own. */
export const realVirshIsInstalled = (): boolean => spawnSync('/usr/bin/virsh', ['--version']).status === 0;

/** The system's virsh, as a process for each command. Events are still followed by hooklab's, which says when it is ready. */
export const createRealVirsh = ({ hosts }: Places, own: OwnVirsh): OwnVirsh => ({
  run: (host, words) => runProgram(join(hosts[host].bin, 'virsh'), words, environment()),
  follow: own.follow,
});

const environment = () => ({ PATH: process.env.PATH, HOME: '/root', LANG: 'C.UTF-8' });
