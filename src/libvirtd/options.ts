import { Command, Option } from 'commander';
import { busySystem } from '../host/boot-workload.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { newestRelease } from '../protocol/profiles/index.ts';

/** The command line of `hooklab libvirtd`: libvirtd's own, and what says which libvirt this is and where. */
export interface LibvirtdOptions {
  readonly daemon: boolean;
  readonly listen: boolean;
  readonly config?: string;
  readonly pidFile?: string;
  readonly verbose: boolean;
  /** Seconds without clients and guests after which the daemon ends; 0 never. */
  readonly timeout: number;
  readonly version: boolean;
  readonly prefix?: string;
  readonly libvirt: string;
  /** Where hosts of hooklab itself may connect to, and its command line. */
  readonly websocket: string;
  readonly tokenFile?: string;
  /** What guests do that boot something. */
  readonly bootWorkload: string;
  /** This is the process that `--daemon` left in the background. */
  readonly background: boolean;
}

export function libvirtdCommand(): Command {
  return new Command('libvirtd')
    .description("a host in libvirtd's place: its configuration, files, sockets and signals")
    .option('-v, --verbose', 'verbose messages', false)
    .option('-d, --daemon', 'run in the background', false)
    .option('-l, --listen', 'listen for TCP and TLS connections as the configuration says', false)
    .option('-t, --timeout <seconds>', 'end after so long without clients and guests', seconds, 0)
    .option('-f, --config <file>', 'configuration file; /etc/libvirt/libvirtd.conf unless given')
    .option('-p, --pid-file <file>', 'name of the pid file; /run/libvirtd.pid unless given')
    .option('-V, --version', 'print the version and end', false)
    .option('--prefix <directory>', "keep everything that has a place of libvirt's below this directory")
    .option('--libvirt <version>', 'libvirt release to behave like', newestRelease)
    .option('--websocket <url>', "address for hooklab's own clients; port 0 picks one", 'ws://127.0.0.1:0')
    .option('--boot-workload <attributes>', 'what guests do that boot something; pattern=idle for nothing', busySystem)
    .option('--token-file <file>', 'file with the token that they must give; made if it is not there')
    .addOption(new Option('--background').default(false).hideHelp());
}

function seconds(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new LibvirtError('invalid argument', 'Invalid value for timeout');
}
