/**
 * What takes long in a recording only because libvirt's own waits are long takes a tenth of it in a replay: the job wait
 * of 30 s and the keepalive of 5 s x 5 (libvirtd.conf, virsh), sleeps of hooks that outlast them, and the copy of a guest
 * held back by `--bandwidth`.
 */
export const tenth = {
  jobWaitSeconds: 3,
  keepaliveSeconds: 0.5,
} as const;

/** Seconds a hook sleeps. */
export const scaledSleep = (seconds: number): number => (seconds >= 10 ? seconds / 10 : seconds);

/** A command with ten times the bandwidth. */
export const scaledCommand = (command: string): string =>
  command.replace(/(--bandwidth )(\d+)/g, (_, option, mib) => `${option}${mib}0`);
