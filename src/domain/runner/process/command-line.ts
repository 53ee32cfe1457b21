import type { GuestSpec } from '../runner.ts';

/** What a guest's process is called where processes are listed: QEMU's names, for scripts that look for them. */
export const processNames = { qemu: 'qemu-system-x86_64', lxc: 'libvirt_lxc' } as const;

/** Arguments like those libvirt starts QEMU or its container controller with; nobody reads them but `ps` and `pgrep -f`. */
export function commandLine({ driver, name, uuid, memoryBytes }: GuestSpec, monitor: string): readonly string[] {
  if (driver === 'lxc') return ['--name', name, '--uuid', uuid];
  return [
    ...['-name', `guest=${name},debug-threads=on`, '-S', '-m', `size=${Math.ceil(memoryBytes / 1024)}k`],
    ...['-uuid', uuid, '-display', 'none', '-no-user-config', '-nodefaults'],
    ...['-chardev', `socket,id=charmonitor,path=${monitor}`, '-mon', 'chardev=charmonitor,id=monitor,mode=control'],
  ];
}
