import { dirname, join } from 'node:path';
import type { DomainDriver } from './vocabulary.ts';

/** Where a host keeps everything. libvirt's own places are the defaults; nothing else in the project joins these paths. */
export interface HostPaths {
  readonly hooks: string;
  /** Persistent definitions: `qemu/NAME.xml`. */
  readonly config: string;
  /** Status files of running guests: `qemu/NAME.xml`. */
  readonly run: string;
  /** Saved guests. */
  readonly lib: string;
  readonly log: string;
}

/** libvirt's own directories on a Linux distribution. */
export const systemPaths: HostPaths = {
  hooks: '/etc/libvirt/hooks',
  config: '/etc/libvirt',
  run: '/run/libvirt',
  lib: '/var/lib/libvirt',
  log: '/var/log/libvirt',
};

/** The same directories below another root: `PREFIX/etc/libvirt` and so on. */
export const systemPathsBelow = (prefix: string): HostPaths => ({
  hooks: join(prefix, systemPaths.hooks),
  config: join(prefix, systemPaths.config),
  run: join(prefix, systemPaths.run),
  lib: join(prefix, systemPaths.lib),
  log: join(prefix, systemPaths.log),
});

/** Everything below one state directory, definitions at its top: `STATE/qemu/NAME.xml`. */
export const pathsBelow = (state: string, hooks: string): HostPaths => ({
  hooks,
  config: state,
  run: join(state, 'run'),
  lib: join(state, 'lib'),
  log: join(state, 'log'),
});

/** Directory of a driver's persistent definitions, and one definition in it. */
export const configDirectory = (paths: HostPaths, driver: DomainDriver) => join(paths.config, driver);
export const configPath = (paths: HostPaths, driver: DomainDriver, name: string) =>
  join(configDirectory(paths, driver), `${name}.xml`);
/** libvirt marks a domain for autostart by a link in this directory; hooklab keeps a copy of the definition there. */
export const autostartDirectory = (paths: HostPaths, driver: DomainDriver) =>
  join(configDirectory(paths, driver), 'autostart');
export const autostartPath = (paths: HostPaths, driver: DomainDriver, name: string) =>
  join(autostartDirectory(paths, driver), `${name}.xml`);

export const statusDirectory = (paths: HostPaths, driver: DomainDriver) => join(paths.run, driver);
export const statusPath = (paths: HostPaths, driver: DomainDriver, name: string) =>
  join(statusDirectory(paths, driver), `${name}.xml`);

/** Directory of the sockets behind a running guest's channels (qemuDomainSetPrivatePaths). */
export const channelDirectory = (paths: HostPaths, id: number, name: string) =>
  join(paths.lib, 'qemu', 'channel', 'target', `domain-${id}-${name.slice(0, 20)}`);

/** Process id of a running guest, as QEMU itself writes it. */
export const pidPath = (paths: HostPaths, driver: DomainDriver, name: string) =>
  join(statusDirectory(paths, driver), `${name}.pid`);

/** A running guest's monitor, in a directory of its own; libvirt cuts the name to 20 characters (virDomainDefGetShortName). */
export const monitorPath = (
  paths: HostPaths,
  { driver, id, name }: { driver: DomainDriver; id: number; name: string },
) => join(paths.lib, driver, `domain-${id}-${name.slice(0, 20)}`, 'monitor.sock');

export const managedSavePath = (paths: HostPaths, driver: DomainDriver, name: string) =>
  join(paths.lib, driver, 'save', `${name}.save`);

export const guestLogPath = (paths: HostPaths, driver: DomainDriver, name: string) =>
  join(paths.log, driver, `${name}.log`);
/** Directory of persistent networks: libvirt keeps them below qemu's (networkStateInitialize). */
export const networkConfigDirectory = (paths: HostPaths) => join(paths.config, 'qemu', 'networks');
export const networkConfigPath = (paths: HostPaths, name: string) => join(networkConfigDirectory(paths), `${name}.xml`);
export const networkAutostartDirectory = (paths: HostPaths) => join(networkConfigDirectory(paths), 'autostart');
export const networkAutostartPath = (paths: HostPaths, name: string) =>
  join(networkAutostartDirectory(paths), `${name}.xml`);
/** Active networks: `network/NAME.xml`, and below `NAME/ports` their ports. */
export const networkStatusDirectory = (paths: HostPaths) => join(paths.run, 'network');
export const networkStatusPath = (paths: HostPaths, name: string) => join(networkStatusDirectory(paths), `${name}.xml`);
export const networkPortDirectory = (paths: HostPaths, name: string) =>
  join(networkStatusDirectory(paths), name, 'ports');
export const networkPortPath = (paths: HostPaths, name: string, port: string) =>
  join(networkPortDirectory(paths, name), `${port}.xml`);

export const daemonLogPath = (paths: HostPaths) => join(paths.log, 'libvirtd.log');
export const structuredLogPath = (paths: HostPaths) => join(paths.log, 'hooklab.jsonl');
export const journalPath = (paths: HostPaths) => join(paths.log, 'journal.jsonl');
/** The host's own uuid, made at its first start; libvirt reads the machine's. */
export const hostUuidPath = (paths: HostPaths) => join(paths.config, 'host-uuid');
/** libvirt keeps it beside its own directory: /run/libvirtd.pid. */
export const daemonPidPath = (paths: HostPaths) => join(dirname(paths.run), 'libvirtd.pid');
export const daemonConfPath = (paths: HostPaths) => join(paths.config, 'libvirtd.conf');
export const qemuConfPath = (paths: HostPaths) => join(paths.config, 'qemu.conf');
/** The daemon's sockets, the second one for those who may only ask. */
export const rpcSocketPath = (directory: string) => join(directory, 'libvirt-sock');
export const rpcReadOnlySocketPath = (directory: string) => join(directory, 'libvirt-sock-ro');
/** Certificates of the daemon, where libvirt looks for them (below `root`). */
export const pkiPaths = (root: string) => ({
  authority: join(root, 'etc/pki/CA/cacert.pem'),
  certificate: join(root, 'etc/pki/libvirt/servercert.pem'),
  key: join(root, 'etc/pki/libvirt/private/serverkey.pem'),
});
