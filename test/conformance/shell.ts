import type { Ended, OwnVirsh } from './own-virsh.ts';
import { localised, type Places, recordedText } from './places.ts';
import type { HostLetter } from './recording.ts';
import { runProgram } from './run-program.ts';
import { scaledCommand } from './scale.ts';
import { plainWords } from './shell-words.ts';

/** Types a recorded command on a host and gives back what it said, in libvirt's paths. */
export async function type(
  { places, virsh }: { readonly places: Places; readonly virsh: OwnVirsh },
  host: HostLetter,
  command: string,
): Promise<Ended> {
  const here = localised(scaledCommand(command), places, host);
  const words = plainWords(here);
  const ended = await (words?.[0] === 'virsh' ? virsh.run(host, words.slice(1)) : inShell(places, host, here));
  const say = (text: string) => recordedText(asRead(text), places, host);
  return { exit: ended.exit, stdout: say(ended.stdout), stderr: say(ended.stderr) };
}

/** The recorder read every output as text: any line ending became a line feed. */
const asRead = (text: string) => text.replace(/\r\n?/g, '\n');

/** The recorder ran each command with \`sh -c\` and no stdin. */
function inShell(places: Places, host: HostLetter, command: string): Promise<Ended> {
  const env = {
    PATH: `${places.hosts[host].bin}:${process.env.PATH}`,
    HOME: '/root',
    LANG: 'C.UTF-8',
    SHELL: '/bin/bash',
  };
  return runProgram('/bin/sh', ['-c', command], env);
}
