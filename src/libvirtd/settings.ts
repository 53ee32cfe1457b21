import type { PortRange } from '../domain/runner/index.ts';
import type { KeepaliveSettings } from '../host/options.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { daemonConfPath, type HostPaths, pkiPaths, qemuConfPath } from '../protocol/paths.ts';
import type { TlsFiles } from '../transport/index.ts';
import { libvirtdKeys, qemuKeys } from './conf/keys.ts';
import { type ReadConf, readConf } from './conf/read-conf.ts';
import { stage } from './failures.ts';
import type { LogConf } from './log-settings.ts';
import { type Authentication, authOf, modeOf, portOf } from './values.ts';

/** Everything that libvirtd.conf and qemu.conf say of a daemon, in our own words. */
export interface Settings {
  readonly sockets: {
    readonly directory: string;
    readonly mode: number;
    readonly readOnlyMode: number;
    readonly group?: string | undefined;
  };
  /** Undefined where the daemon does not listen by TCP, or by TLS. */
  readonly tcp?: { readonly address?: string | undefined; readonly port: number; readonly auth: Authentication };
  readonly tls?: {
    readonly address?: string | undefined;
    readonly port: number;
    readonly files: TlsFiles;
    readonly crl?: string | undefined;
  };
  readonly mostClients: number;
  readonly mostWaiting: number;
  readonly mostRequests: number;
  /** With clients. */
  readonly keepalive: KeepaliveSettings;
  /** With other hosts, as a client of theirs. */
  readonly hostKeepalive: KeepaliveSettings;
  readonly uuid?: string | undefined;
  readonly uuidSource?: string | undefined;
  readonly log: Pick<LogConf, 'level' | 'filters' | 'outputs'>;
  readonly migration: {
    readonly ports: PortRange;
    readonly address?: string | undefined;
    readonly host?: string | undefined;
  };
  readonly guestsAsRoot: boolean;
  /** What the user should know: settings that nobody knows, or that hooklab cannot follow. */
  readonly notes: readonly string[];
}

/** Which files, and what the command line adds. */
export interface SettingsOptions {
  readonly paths: HostPaths;
  /** Below which libvirt's own directories are. */
  readonly root: string;
  /** `-f`. */
  readonly file?: string | undefined;
  /** `-l`. */
  readonly listen: boolean;
}

/** @throws LibvirtError in libvirt's words, with the file's name at its end. */
export async function readSettings({ paths, root, file, listen }: SettingsOptions): Promise<Settings> {
  const daemon = await readConf(file ?? daemonConfPath(paths), libvirtdKeys, { asked: file !== undefined });
  const qemu = await readConf(qemuConfPath(paths), qemuKeys);
  if (daemon.number('max_workers') === 0)
    throw new LibvirtError('internal error', "'max_workers' must be greater than 0");
  return {
    sockets: socketsOf(daemon, paths),
    ...(opened(daemon, 'listen_tcp', false, listen) && { tcp: tcpOf(daemon) }),
    ...(opened(daemon, 'listen_tls', true, listen) && { tls: tlsOf(daemon, root) }),
    mostClients: await stage('server', async () => mostClientsOf(daemon)),
    mostWaiting: daemon.number('max_queued_clients') ?? 1000,
    mostRequests: daemon.number('max_client_requests') ?? 5,
    keepalive: keepaliveOf(daemon),
    hostKeepalive: keepaliveOf(qemu),
    uuid: daemon.text('host_uuid'),
    uuidSource: daemon.text('host_uuid_source'),
    log: {
      level: daemon.number('log_level'),
      filters: daemon.text('log_filters'),
      outputs: daemon.text('log_outputs'),
    },
    migration: { ports: portsOf(qemu), address: qemu.text('migration_address'), host: qemu.text('migration_host') },
    guestsAsRoot: [qemu.text('user'), qemu.text('group')].some((who) => ['root', '0', '+0'].includes(who ?? '')),
    notes: [...unknownIn(daemon), ...unknownIn(qemu), ...beyondUs(daemon)],
  };
}

/** @throws LibvirtError (internal error) where those not yet let in would be more (virNetServerNew). */
function mostClientsOf(conf: ReadConf): number {
  const most = conf.number('max_clients') ?? 5000;
  if (most >= (conf.number('max_anonymous_clients') ?? 20)) return most;
  const text =
    'The overall maximum number of clients must not be less than the number of clients waiting for authentication';
  throw new LibvirtError('internal error', text);
}

/**
 * libvirtd asks for both, `--listen` and the file's word. Without `--listen` an explicit word of the file is enough here:
 * who runs hooklab in libvirtd's place need not find out how the distribution passes options.
 */
const opened = (conf: ReadConf, key: string, byDefault: boolean, listen: boolean) =>
  conf.flag(key) ?? (byDefault && listen);

function socketsOf(conf: ReadConf, { run }: HostPaths): Settings['sockets'] {
  const rw = authOf(conf, 'auth_unix_rw');
  const ro = authOf(conf, 'auth_unix_ro');
  const mode = modeOf(conf.text('unix_sock_rw_perms') ?? '0700');
  const readOnlyMode = modeOf(conf.text('unix_sock_ro_perms') ?? '0777');
  return {
    directory: conf.text('unix_sock_dir') ?? run,
    mode: rw === 'none' || rw === undefined ? mode : mode & 0o700,
    readOnlyMode: ro === 'none' || ro === undefined ? readOnlyMode : readOnlyMode & 0o700,
    group: conf.text('unix_sock_group'),
  };
}

const tcpOf = (conf: ReadConf) => ({
  address: conf.text('listen_addr'),
  port: portOf(conf.text('tcp_port') ?? '16509'),
  auth: authOf(conf, 'auth_tcp') ?? ('sasl' as const),
});

function tlsOf(conf: ReadConf, root: string): NonNullable<Settings['tls']> {
  const usual = pkiPaths(root);
  return {
    address: conf.text('listen_addr'),
    port: portOf(conf.text('tls_port') ?? '16514'),
    files: {
      authority: conf.text('ca_file') ?? usual.authority,
      certificate: conf.text('cert_file') ?? usual.certificate,
      key: conf.text('key_file') ?? usual.key,
      anyClient: conf.flag('tls_no_verify_certificate') ?? false,
    },
    crl: conf.text('crl_file'),
  };
}

const keepaliveOf = (conf: ReadConf): KeepaliveSettings => ({
  intervalSeconds: conf.number('keepalive_interval') ?? 5,
  count: conf.number('keepalive_count') ?? 5,
});

/** @throws LibvirtError (internal error) as virQEMUDriverConfigLoadFile words it. */
function portsOf(conf: ReadConf): PortRange {
  const first = conf.number('migration_port_min') ?? 49_152;
  const last = conf.number('migration_port_max') ?? 49_215;
  const refuse = (text: string) => new LibvirtError('internal error', `${conf.file}: ${text}`);
  if (first <= 0) throw refuse('migration_port_min: port must be greater than 0');
  if (last > 65_535 || last < first)
    throw refuse(`migration_port_max: port must be between the minimal port ${first} and 65535`);
  return { first, last };
}

const unknownIn = ({ file, unknown }: ReadConf) => unknown.map((key) => `${file}: '${key}' is no setting of libvirt's`);

/** What would open a door wider than the file says is refused; what only leaves something closed is told. */
function beyondUs(conf: ReadConf): readonly string[] {
  for (const key of ['tls_allowed_dn_list', 'sasl_allowed_username_list', 'access_drivers'])
    if (conf.texts(key)?.some((word) => word !== 'nop'))
      throw new LibvirtError('config unsupported', `${conf.file}: ${key}: hooklab cannot keep anybody out by it`);
  authOf(conf, 'auth_tcp');
  if ((authOf(conf, 'auth_tls') ?? 'none') !== 'none')
    throw new LibvirtError('config unsupported', `${conf.file}: auth_tls: hooklab cannot keep anybody out by it`);
  return ['auth_unix_rw', 'auth_unix_ro'].flatMap((key) => {
    const auth = authOf(conf, key);
    return auth === undefined || auth === 'none'
      ? []
      : [`${conf.file}: ${key}: hooklab has no ${auth}, so only the socket's owner is let in`];
  });
}
