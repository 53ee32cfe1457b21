import { join } from 'node:path';
import type { HostLetter } from './recording.ts';

/** Where everything of one replay lies. */
export interface Places {
  /** Shared by both hosts: files that steps name, and what the recording hooks write. */
  readonly shared: string;
  readonly calls: string;
  readonly rules: string;
  readonly hosts: Readonly<Record<HostLetter, HostPlaces>>;
}

export interface HostPlaces {
  /** Folder with `virsh` and the other programs that steps and hooks find first. */
  readonly bin: string;
  readonly state: string;
  readonly hooks: string;
  readonly socket: string;
  readonly url: string;
  /** Where libvirt's own clients come in. */
  readonly rpc: string;
}

export function placesIn(folder: string): Places {
  return {
    shared: join(folder, 'rig'),
    calls: join(folder, 'calls'),
    rules: join(folder, 'rules'),
    hosts: { A: hostPlaces(join(folder, 'A')), B: hostPlaces(join(folder, 'B')) },
  };
}

function hostPlaces(folder: string): HostPlaces {
  const state = join(folder, 'state');
  const socket = join(state, 'run', 'libvirt-sock');
  return {
    bin: join(folder, 'bin'),
    state,
    hooks: join(folder, 'hooks'),
    socket,
    url: `ws+unix://${socket}:/`,
    rpc: `${socket}-rpc`,
  };
}

/** libvirt's own paths and ours, most special first. A path is only replaced where it stands as a whole. */
const pairs = (places: Places, host: HostPlaces): readonly (readonly [libvirt: string, ours: string])[] => [
  ['/run/rig', places.shared],
  ['/etc/libvirt/hooks', host.hooks],
  ['/var/run/libvirt', join(host.state, 'run')],
  ['/run/libvirt', join(host.state, 'run')],
  ['/var/lib/libvirt', join(host.state, 'lib')],
  ['/var/log/libvirt', join(host.state, 'log')],
  ['/etc/libvirt', host.state],
];

/** The recorded hosts' own names and addresses, where a guest is to wait for its state: here both hosts are this machine. */
const waitingPlaces = /(?<=[ :]|(?<!\+)tcp:\/\/)(?:host[ab]|10\.213\.7\.[12])(?=[: ]|$)/g;

/** A command as it was recorded, about our places. */
export const localised = (text: string, places: Places, letter: HostLetter): string =>
  pairs(places, places.hosts[letter]).reduce(
    (result, [libvirt, ours]) => result.replaceAll(libvirt, ours),
    / migrate /.test(text) ? text.replace(waitingPlaces, '127.0.0.1') : text,
  );

/** What a host of ours said, or another one through it, about libvirt's places: addresses of hosts, then paths. */
export const recordedText = (text: string, places: Places, letter: HostLetter): string =>
  [letter, other(letter)].reduce(
    (said, each) => saidOf(said, places, places.hosts[each]),
    withUris(text, places, letter).replaceAll(
      `Failed to connect socket to '${places.hosts[other(letter)].socket}': No such file or directory`,
      `unable to connect to server at 'host${other(letter).toLowerCase()}:16509': Connection refused`,
    ),
  );

/** The real virsh and hosts among themselves name sockets where the recorder named hosts. */
function withUris(text: string, places: Places, letter: HostLetter): string {
  const far = other(letter);
  return text
    .replaceAll(rpcUri(places.hosts[far]), `qemu+tcp://host${far.toLowerCase()}/system`)
    .replaceAll(rpcUri(places.hosts[letter]), 'qemu:///system')
    .replaceAll(`'${places.hosts.A.rpc}'`, `'${places.hosts.A.socket}'`)
    .replaceAll(`'${places.hosts.B.rpc}'`, `'${places.hosts.B.socket}'`);
}

/** A host's URI for libvirt's own clients. */
export const rpcUri = ({ rpc }: HostPlaces, driver = 'qemu'): string => `${driver}+unix:///system?socket=${rpc}`;

const other = (letter: HostLetter): HostLetter => (letter === 'A' ? 'B' : 'A');

function saidOf(text: string, places: Places, host: HostPlaces): string {
  const plain = text
    .replaceAll(host.url, 'qemu:///system')
    .replaceAll(`PATH=${host.bin}:`, 'PATH=')
    .replaceAll(`socket to '${host.socket}'`, "socket to '/var/run/libvirt/libvirt-sock'");
  const others = pairs(places, host).filter(([libvirt]) => libvirt !== '/var/run/libvirt');
  return others.reduce((result, [libvirt, ours]) => result.replaceAll(ours, libvirt), plain);
}
