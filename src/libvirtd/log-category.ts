/** Which of libvirt's source files a function stands in, by the name its logs are filtered by (VIR_LOG_INIT). */
const categories: readonly (readonly [origin: RegExp, category: string])[] = [
  [/^(virHook|virRunScript)/, 'util.hook'],
  [/^virCommand/, 'util.command'],
  [/^qemuProcess/, 'qemu.qemu_process'],
  [/^qemuMigration/, 'qemu.qemu_migration'],
  [/^qemuDomain/, 'qemu.qemu_domain'],
  [/^qemu/, 'qemu.qemu_driver'],
  [/^(virLXC|lxc)/, 'lxc.lxc_driver'],
  [/^virDomain/, 'conf.domain_conf'],
  [/^network/, 'network.bridge_driver'],
  [/^virKeepAlive/, 'rpc.keepalive'],
  [/^virNetSocket/, 'rpc.netsocket'],
  [/^virNetClient/, 'rpc.netclient'],
  [/^virNet/, 'rpc.netserver'],
  [/^(daemon|main\b)/, 'daemon.libvirtd'],
  [/^hooklab/, 'hooklab'],
];

/** The category of a line that says `FUNCTION:LINE : MESSAGE`. */
export const categoryOf = (text: string): string => categories.find(([origin]) => origin.test(text))?.[1] ?? 'libvirt';
