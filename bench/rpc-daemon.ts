import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../src/clock/index.ts';
import { type RpcCalls, rpcCalls } from '../src/rpc/client/calls.ts';
import { dial } from '../src/rpc/client/dial.ts';
import { libvirtUri } from '../src/rpc/client/uri.ts';
import { remoteRows } from '../src/rpc/procedures/index.ts';

export type Rpc = RpcCalls;

/** A daemon that speaks libvirt's protocol at a socket. */
export interface Daemon {
  readonly socket: string;
  /** What a connection to it opens. */
  readonly driver: string;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('../dist/source/main.js', import.meta.url));

/** A host as `hooklab host` runs one, with files of its own below a folder, and without hooks. */
export async function startHooklab(folder: string, name: string, words: readonly string[] = []): Promise<Daemon> {
  const socket = join(folder, `${name}.sock`);
  const state = join(folder, name);
  const options = ['--owned', '--name', name, '--state', state, '--hooks', join(state, 'hooks'), '--socket', socket];
  const child = spawn(process.execPath, [program, ...options, ...words], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  return { socket, driver: 'qemu:///system', stop: () => ended(child) };
}

/** Real libvirtd, where it is installed and can be kept apart from the machine: in namespaces of its own. */
export async function startLibvirtd(folder: string): Promise<Daemon | undefined> {
  const libvirtd = '/usr/sbin/libvirtd';
  if (!existsSync(libvirtd) || process.getuid?.() !== 0) return undefined;
  const conf = join(folder, 'libvirtd.conf');
  writeFileSync(conf, `unix_sock_dir = "${folder}"\nauth_unix_rw = "none"\nmax_clients = 500\n`);
  const own = '/etc/libvirt /run /var/lib/libvirt /var/cache/libvirt /var/log/libvirt';
  const script = [
    `for d in ${own}; do mkdir -p $d; mount -t tmpfs none $d; done`,
    `exec ${libvirtd} -f ${conf} -p ${folder}/real.pid`,
  ].join('; ');
  const child = spawn('unshare', ['-m', '-n', '--propagation', 'private', 'sh', '-c', script], { stdio: 'ignore' });
  const socket = join(folder, 'libvirt-sock');
  for (let wait = 0; wait < 100 && !existsSync(socket) && child.exitCode === null; wait++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  if (!existsSync(socket)) return void child.kill();
  return { socket, driver: 'test:///default', stop: () => ended(child) };
}

async function ended(child: ReturnType<typeof spawn>): Promise<void> {
  child.kill();
  await once(child, 'exit');
}

export async function connect({ socket, driver }: Daemon): Promise<Rpc> {
  const uri = libvirtUri(`qemu+unix:///system?socket=${socket}`);
  if (!uri) throw new Error(`no URI leads to ${socket}`);
  const rpc = rpcCalls({ stream: await dial(uri), clock: systemClock, keepalive: { intervalSeconds: 0, count: 5 } });
  await rpc.call(remoteRows.AuthList, {});
  await rpc.call(remoteRows.ConnectOpen, { name: driver, flags: 0 });
  return rpc;
}
