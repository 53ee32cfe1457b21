import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Daemon } from './daemon.ts';
import type { OwnVirsh } from './own-virsh.ts';
import type { HostPlaces } from './places.ts';
import type { Final, HostLetter } from './recording.ts';

interface Asked {
  readonly virsh: OwnVirsh;
  readonly host: HostLetter;
  readonly daemon: Daemon;
  readonly place: HostPlaces;
}

/** A host as the recorder looked at it in the end: qemu domains, their files, their processes. */
export async function finalState(asked: Asked): Promise<Final> {
  const { daemon, place } = asked;
  if (daemon.pid === undefined) return { libvirtd: 'not running' };
  return { libvirtd: 'running', domains: await domains(asked), files: files(place), qemu_processes: processes(place) };
}

async function domains({ virsh, host }: Asked): Promise<NonNullable<Final['domains']>> {
  const ask = async (...words: string[]) => (await virsh.run(host, ['-q', ...words])).stdout;
  const uuids = (await ask('list', '--all', '--uuid')).split('\n').filter((line) => line !== '');
  const found: Record<string, Record<string, string>> = {};
  for (const uuid of uuids) {
    const info = await ask('dominfo', uuid);
    const line = (label: string) => new RegExp(`^${label}: *(.*)$`, 'm').exec(info)?.[1] ?? '';
    const state = (await ask('domstate', '--reason', uuid)).trim();
    const [id, persistent, autostart] = ['Id', 'Persistent', 'Autostart'].map(line) as [string, string, string];
    found[line('Name')] = { state, id, persistent, autostart, managed_save: line('Managed save') };
  }
  return found;
}

const folders = (state: string): readonly (readonly [libvirt: string, ours: string])[] => [
  ['/etc/libvirt/qemu', join(state, 'qemu')],
  ['/run/libvirt/qemu', join(state, 'run', 'qemu')],
  ['/var/lib/libvirt/qemu/save', join(state, 'lib', 'qemu', 'save')],
];

/** The recorder's list came apart at blanks in names; ours does too. */
function files({ state }: HostPlaces): readonly string[] {
  return folders(state).flatMap(([libvirt, ours]) =>
    filesIn(ours).flatMap((name) => name.split(/\s+/).map((part) => `${libvirt}/${part}`)),
  );
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return entries.map(({ name }) => name).sort();
}

const processes = (place: HostPlaces): number => guestPids(place, 'qemu').filter(isAlive).length;

/** Guest processes by the pid files of running guests. */
export function guestPids({ state }: HostPlaces, driver: 'qemu' | 'lxc'): readonly number[] {
  const folder = join(state, 'run', driver);
  const pids = filesIn(folder).filter((name) => name.endsWith('.pid'));
  return pids.map((name) => Number(readFileSync(join(folder, name), 'utf8')));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
