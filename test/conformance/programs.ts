import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Places, rpcUri } from './places.ts';
import { quoted } from './recorder.ts';
import { type HostLetter, hostLetters } from './recording.ts';

/** Puts `virsh` first on the path of a host's daemon and steps: hooklab, about this host unless a URI says otherwise. */
export function installPrograms(places: Places, program: readonly string[], announce: string, real = false): void {
  for (const letter of hostLetters) {
    const { bin } = places.hosts[letter];
    mkdirSync(bin, { recursive: true });
    const text = real ? realVirsh(places, letter) : virsh(places, letter, program, announce);
    writeFileSync(join(bin, 'virsh'), text, { mode: 0o755 });
    writeFileSync(join(bin, 'pgrep'), pgrep(places, letter), { mode: 0o755 });
  }
}

const virsh = (places: Places, letter: HostLetter, program: readonly string[], announce: string) => `#!/bin/sh
HOOKLAB_URL=${quoted(places.hosts[letter].url)} XDG_RUNTIME_DIR=${quoted(announce)}
export HOOKLAB_URL XDG_RUNTIME_DIR
exec ${program.map(quoted).join(' ')} "$@"
`;

/**
 * The system's virsh, about this host, where the hosts' own URIs lead to our sockets. The shortest keepalive it has stands
 * for the recorder's.
 */
const realVirsh = ({ hosts }: Places, letter: HostLetter) => `#!/bin/sh
for word; do
  shift
  case "$word" in
    qemu:///system) word=${quoted(rpcUri(hosts[letter]))} ;;
    lxc:///system) word=${quoted(rpcUri(hosts[letter], 'lxc'))} ;;
    qemu+tcp://localhost/system) word=${quoted(rpcUri(hosts[letter]))} ;;
    lxc+tcp://hosta/system) word=${quoted(rpcUri(hosts.A, 'lxc'))} ;;
    lxc+tcp://hostb/system) word=${quoted(rpcUri(hosts.B, 'lxc'))} ;;
    qemu+tcp://hosta/system) word=${quoted(rpcUri(hosts.A))} ;;
    qemu+tcp://hostb/system) word=${quoted(rpcUri(hosts.B))} ;;
  esac
  set -- "$@" "$word"
done
LIBVIRT_DEFAULT_URI=${quoted(rpcUri(hosts[letter]))}
export LIBVIRT_DEFAULT_URI
exec /usr/bin/virsh -k 1 -K 5 "$@"
`;

/** The recorder's \`pgrep -c qemu-system\`: how many guests of this host are alive. */
const pgrep = (places: Places, letter: HostLetter) => `#!/bin/sh
count=0
for file in ${quoted(`${places.hosts[letter].state}/run/qemu`)}/*.pid; do
  [ -f "$file" ] && read -r pid <"$file" && kill -0 "$pid" 2>/dev/null && count=$((count + 1))
done
echo $count
[ $count -gt 0 ]
`;
