/** The emulated machines that clients may choose from: QEMU 7.2's, whose devices hooklab's guests have. */
export const machines = [
  { name: 'pc-i440fx-7.2', alias: 'pc' },
  { name: 'pc-q35-7.2', alias: 'q35' },
  { name: 'isapc' },
  { name: 'microvm' },
] as const;

export const mostVcpus = 255;

/** Guests of the qemu driver may be either; nothing is emulated or accelerated here. */
export const domainTypes = { qemu: ['qemu', 'kvm'], lxc: ['lxc'] } as const;

export const emulators = {
  qemu: '/usr/bin/qemu-system-x86_64',
  lxc: '/usr/lib/libvirt/libvirt_lxc',
} as const;
