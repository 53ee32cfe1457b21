import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '../src/clock/index.ts';
import { rpcCalls } from '../src/rpc/client/calls.ts';
import { dial } from '../src/rpc/client/dial.ts';
import { libvirtUri } from '../src/rpc/client/uri.ts';
import { remoteRows } from '../src/rpc/procedures/index.ts';
import { timed } from './ends/load.ts';
import { guestXml } from './guests.ts';
import { beside, median, type Row } from './row.ts';

/** Calls one after the other on one connection, and on each of a hundred at once. */
const calls = 2000;
const connections = 100;

type Rpc = ReturnType<typeof rpcCalls>;

/** A daemon that speaks libvirt's protocol, with a guest called so. */
interface Daemon {
  readonly socket: string;
  readonly driver: string;
  readonly guest: string;
  stop(): Promise<void>;
}

export async function rpcRows(turns: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-bench-'));
  const ours = await startOurs(folder);
  const real = await startReal(folder);
  try {
    const rows: Row[] = [];
    for (const [what, many, ask] of asked) rows.push(await speedRow({ what, many, ask, turns, ours, real }));
    return [...rows, ...(await virshRow(turns, ours))];
  } finally {
    await ours.stop();
    await real?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Dom = { name: string; uuid: string; id: number };
type Ask = (rpc: Rpc, dom: Dom) => Promise<unknown>;

const version: Ask = (rpc) => rpc.call(remoteRows.ConnectGetLibVersion, {});
const info: Ask = (rpc, dom) => rpc.call(remoteRows.DomainGetInfo, { dom });

const asked: readonly (readonly [what: string, many: boolean, ask: Ask])[] = [
  ['virConnectGetLibVersion, one connection', false, version],
  [`virConnectGetLibVersion, ${connections} connections`, true, version],
  ['virDomainGetInfo, one connection', false, info],
  [`virDomainGetInfo, ${connections} connections`, true, info],
];

interface Speed {
  readonly what: string;
  readonly many: boolean;
  readonly ask: Ask;
  readonly turns: number;
  readonly ours: Daemon;
  readonly real: Daemon | undefined;
}

async function speedRow({ what, many, ask, turns, ours, real }: Speed): Promise<Row> {
  const count = many ? connections : 1;
  const here = await open(ours, count);
  const there = real && (await open(real, count));
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    if (there) theirs.push(await speed(there, ask));
    mine.push(await speed(here, ask));
  }
  for (const { rpc } of [...here, ...(there ?? [])]) rpc.close();
  const baseline = there && { beside: beside("libvirtd's test driver", mine, theirs) };
  return { what, value: median(mine), unit: 'calls/s', ...baseline };
}

async function open(daemon: Daemon, count: number) {
  const opened: { readonly rpc: Rpc; readonly dom: Dom }[] = [];
  while (opened.length < count) {
    const rpc = await connect(daemon);
    opened.push({ rpc, ...(await rpc.call(remoteRows.DomainLookupByName, { name: daemon.guest })) });
  }
  return opened;
}

/** Calls a second, over all of them. */
async function speed(opened: Awaited<ReturnType<typeof open>>, ask: Ask): Promise<number> {
  const each = calls / opened.length;
  const ms = await timed(async () => {
    await Promise.all(
      opened.map(async ({ rpc, dom }) => {
        for (let call = 0; call < each; call++) await ask(rpc, dom);
      }),
    );
  });
  return (calls / ms) * 1000;
}

async function startOurs(folder: string): Promise<Daemon> {
  const socket = join(folder, 'ours.sock');
  const words = [
    'host',
    '--owned',
    '--name',
    'bench',
    '--state',
    join(folder, 'state'),
    '--hooks',
    join(folder, 'hooks'),
  ];
  const child = spawn(process.execPath, [resolve('bin/hooklab'), ...words, '--socket', socket], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const daemon: Daemon = {
    socket,
    driver: 'qemu:///system',
    guest: 'bench',
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
  const rpc = await connect(daemon);
  await rpc.call(remoteRows.DomainCreateXML, { xmlDesc: guestXml('bench', 64), flags: 0 });
  rpc.close();
  return daemon;
}

async function connect({ socket, driver }: Daemon): Promise<Rpc> {
  const uri = libvirtUri(`qemu+unix:///system?socket=${socket}`);
  if (!uri) throw new Error(`no URI leads to ${socket}`);
  const rpc = rpcCalls({ stream: await dial(uri), clock: systemClock, keepalive: { intervalSeconds: 0, count: 5 } });
  await rpc.call(remoteRows.AuthList, {});
  await rpc.call(remoteRows.ConnectOpen, { name: driver, flags: 0 });
  return rpc;
}

/** Real libvirtd, where it is installed and can be kept apart from the machine: in namespaces of its own. */
async function startReal(folder: string): Promise<Daemon | undefined> {
  const program = '/usr/sbin/libvirtd';
  if (!existsSync(program) || process.getuid?.() !== 0) return undefined;
  const conf = join(folder, 'libvirtd.conf');
  writeFileSync(conf, `unix_sock_dir = "${folder}"\nauth_unix_rw = "none"\nmax_clients = 500\n`);
  const script = [
    'for d in /etc/libvirt /run /var/lib/libvirt /var/cache/libvirt /var/log/libvirt; do mkdir -p $d; mount -t tmpfs none $d; done',
    `exec ${program} -f ${conf} -p ${folder}/real.pid`,
  ].join('; ');
  const child = spawn('unshare', ['-m', '-n', '--propagation', 'private', 'sh', '-c', script], { stdio: 'ignore' });
  const socket = join(folder, 'libvirt-sock');
  for (let wait = 0; wait < 100 && !existsSync(socket) && child.exitCode === null; wait++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  if (!existsSync(socket)) return void child.kill();
  return {
    socket,
    driver: 'test:///default',
    guest: 'test',
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

/** The whole program: it starts, connects, asks, and ends. */
async function virshRow(turns: number, { socket }: Daemon): Promise<readonly Row[]> {
  if (spawnSync('virsh', ['--version']).error) return [];
  const run = (uri: string) => timed(async () => void spawnSync('virsh', ['-c', uri, 'list', '--all']));
  const mine: number[] = [];
  const alone: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    alone.push(await run('test:///default'));
    mine.push(await run(`qemu+unix:///system?socket=${socket}`));
  }
  const other = beside('the same of its built-in test driver', mine, alone);
  return [{ what: '`virsh list --all` of a host', value: median(mine), unit: 'ms', beside: other }];
}
