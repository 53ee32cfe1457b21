import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { PortRange } from '../domain/runner/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';
import { newestRelease } from '../protocol/profiles/index.ts';
import type { TlsFiles } from '../transport/index.ts';

/** What a host process is told on its command line. */
export interface ProcessOptions {
  readonly name: string;
  readonly listen: string;
  readonly hooks: string;
  readonly state: string;
  readonly libvirt: string;
  readonly advertise?: string;
  readonly tokenFile?: string;
  /** Seconds a call may wait on a hook before that is told, and what happens then. */
  readonly deadlockAfter: number;
  readonly deadlock: 'report' | 'fail';
  /** The process ends when its stdin does: how hosts of a demo end with their owner, also after a kill -9. */
  readonly owned: boolean;
  /** Each guest as a process of its own, or all of them inside the host's. */
  readonly guests: 'process' | 'inline';
  /** Ports that guests wait on for their state (qemu.conf's migration_port_min and migration_port_max); libvirt's unless given. */
  readonly migrationPorts?: PortRange;
  /** Seconds a call waits for another call's job, and libvirtd.conf's keepalive_interval; libvirt's 30 and 5 unless given. */
  readonly jobWait?: number;
  readonly keepalive?: number;
  /** What a guest without a workload does once it has something to boot from: attributes of one, `name=value,…`. */
  readonly bootWorkload?: string;
  /** Guests are those of a host whose qemu.conf has them run as root: libvirt warns of each. */
  readonly guestsAsRoot?: boolean;
  /** PEM files, for a host that listens by TLS. With an authority, clients must show a certificate that it signed. */
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsCa?: string;
  /** Path of the socket that virsh and libvirt's other clients connect to; a read-only one has `-ro` after it. */
  readonly socket?: string;
  /** Address and port for them, `127.0.0.1:16509`. */
  readonly tcp?: string;
  /** `none` lets anybody in who reaches that address, where it is not loopback. */
  readonly tcpAuth?: 'none';
}

/** The options of `hooklab host` and of the entry points `source/main` and `destination/main`. */
export function hostCommand(name: string, defaultName?: string): Command {
  return new Command(name)
    .description('run one libvirt host without a hypervisor')
    .option('--name <name>', 'name of the host in journals and cookies', defaultName ?? 'host')
    .option('--listen <url>', 'address for clients and other hosts; port 0 picks one', 'ws://127.0.0.1:0')
    .option('--hooks <directory>', 'the hooks directory', '/etc/libvirt/hooks')
    .requiredOption('--state <directory>', 'where definitions, status, logs and the journal are kept')
    .option('--libvirt <version>', 'libvirt release to behave like', newestRelease)
    .option('--advertise <host>', 'name or address that other hosts reach this one at')
    .option('--token-file <file>', 'file with the token that clients must give; made if it is not there')
    .option('--tls-cert <file>', 'certificate of a host that listens at a wss:// address')
    .option('--tls-key <file>', 'its private key')
    .option('--tls-ca <file>', 'authority whose certificates clients must show and other hosts are trusted by')
    .option('--socket <path>', "socket for virsh and libvirt's other clients, and a read-only one with -ro after it")
    .option('--tcp <address:port>', 'address for them; port 0 picks one')
    .addOption(
      new Option('--tcp-auth <how>', 'let anybody in who reaches an address that is not loopback').choices(['none']),
    )
    .option('--deadlock-after <seconds>', 'tell of calls that wait this long on a hook', seconds('--deadlock-after'), 5)
    .addOption(
      new Option('--deadlock <what>', 'let such a call hang as libvirt does, or fail it')
        .choices(['report', 'fail'])
        .default('report'),
    )
    .addOption(
      new Option('--guests <where>', 'each guest a process of its own, or inside the host')
        .choices(['process', 'inline'])
        .default('process'),
    )
    .option('--migration-ports <min-max>', 'guests wait there for their state, by default 49152-49215', portRange)
    .option(
      '--boot-workload <attributes>',
      'what guests do that boot something, such as pattern=random,rate=2000,workingSet=8',
    )
    .option('--owned', 'end when stdin ends', false)
    .addOption(hidden('--job-wait <seconds>').argParser(seconds('--job-wait')))
    .addOption(hidden('--keepalive <seconds>').argParser(seconds('--keepalive')))
    .addOption(hidden('--guests-as-root'));
}

/** For replays of recordings, which cannot wait as long as libvirt does and whose guests boot from a disk that is not here. */
const hidden = (flags: string) => new Option(flags).hideHelp();

const seconds = (option: string) => (text: string) => {
  const value = Number(text);
  if (value > 0 && value <= 86_400) return value;
  throw new LibvirtError('invalid argument', `${option} wants seconds from 0 to a day, not '${text}'`);
};

/** @throws LibvirtError (invalid argument) for text that is no range of ports. */
function portRange(text: string): PortRange {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (range.first > 0 && range.first <= range.last && range.last <= 65_535) return range;
  throw new LibvirtError('invalid argument', `--migration-ports wants two ports such as 49152-49215, not '${text}'`);
}

/** Checks what commander cannot. @throws LibvirtError (invalid argument): the caller exits with 2. */
export function checkedOptions(options: ProcessOptions): ProcessOptions {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(options.name) || options.name.length > limits.nameCharacters)
    throw new LibvirtError(
      'invalid argument',
      `'${options.name}' cannot name a host: use letters, digits, '.', '_' and '-'`,
    );
  return { ...options, hooks: resolve(options.hooks), state: resolve(options.state) };
}

/**
 * The certificates of a host's connections; undefined for one that has none.
 * @throws LibvirtError (invalid argument) for a listener of TLS without them, or one that has no use for them.
 */
export function tlsFilesOf({ listen, tlsCert, tlsKey, tlsCa }: ProcessOptions): TlsFiles | undefined {
  const secure = listen.startsWith('wss:');
  if (secure && (tlsCert === undefined || tlsKey === undefined))
    throw new LibvirtError('invalid argument', `to listen at ${listen} a host wants --tls-cert and --tls-key`);
  if (!secure && (tlsCert !== undefined || tlsKey !== undefined))
    throw new LibvirtError('invalid argument', `--tls-cert and --tls-key are for a wss:// address, not ${listen}`);
  if (tlsCert === undefined && tlsCa === undefined) return undefined;
  return {
    ...(tlsCert !== undefined && { certificate: resolve(tlsCert) }),
    ...(tlsKey !== undefined && { key: resolve(tlsKey) }),
    ...(tlsCa !== undefined && { authority: resolve(tlsCa) }),
  };
}
