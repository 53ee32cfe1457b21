import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from './places.ts';
import { quoted } from './recorder.ts';
import { type HostLetter, hostLetters } from './recording.ts';

/** Puts `virsh` first on the path of a host's daemon and steps: hooklab, about this host unless a URI says otherwise. */
export function installPrograms(places: Places, program: readonly string[], announce: string): void {
  for (const letter of hostLetters) {
    const { bin } = places.hosts[letter];
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'virsh'), virsh(places, letter, program, announce), { mode: 0o755 });
    writeFileSync(join(bin, 'pgrep'), pgrep(places, letter), { mode: 0o755 });
  }
}

const virsh = (places: Places, letter: HostLetter, program: readonly string[], announce: string) => `#!/bin/sh
HOOKLAB_URL=${quoted(places.hosts[letter].url)} XDG_RUNTIME_DIR=${quoted(announce)}
export HOOKLAB_URL XDG_RUNTIME_DIR
exec ${program.map(quoted).join(' ')} "$@"
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
