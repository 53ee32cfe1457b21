import { Command } from 'commander';
import { LibvirtError } from '../../protocol/errors.ts';
import { type MigrateFlag, migrateFlags } from '../../protocol/messages.ts';
import { newestRelease } from '../../protocol/profiles/index.ts';
import type { OwnCommand } from '../own-command.ts';
import { colorOf } from '../play/color.ts';
import { migrateOnce } from './migrate-once.ts';
import type { WorkloadOptions } from './workload.ts';

/** `hooklab migrate GUEST.xml --source-hooks DIR --destination-hooks DIR`. */
export const migrateOnceCommand: OwnCommand = {
  create() {
    const command = new Command('migrate')
      .description('two hosts, one guest, one migration: prints the timeline, exits 0 migrated or 1 aborted')
      .argument('<guest>', "file with the guest's XML, - for stdin")
      .requiredOption('--source-hooks <directory>', 'hooks directory of the source')
      .requiredOption('--destination-hooks <directory>', 'hooks directory of the destination')
      .option('--libvirt <version>', 'libvirt release to behave like', newestRelease)
      .option('--dname <name>', 'name of the guest at the destination')
      .option('--bandwidth <MiB/s>', 'limit of the transfer')
      .option('--postcopy-after-precopy', 'switch to post-copy after one pass of pre-copy')
      .option('--postcopy-bandwidth <MiB/s>', 'limit of post-copy')
      .option('--parallel-connections <number>', 'number of connections for parallel migration')
      .option('--comp-xbzrle-cache <bytes>', 'page cache size for xbzrle compression')
      .option(
        '--fill <size>',
        "memory that holds something, in place of what the guest's XML says; so with the next five",
      )
      .option('--working-set <size>', 'memory that the guest writes')
      .option('--rate <rate>', 'how fast: pages/s, or 80MiB/s')
      .option('--pattern <pattern>', 'sequential (unless given), random, or idle')
      .option('--region <size:rate:pattern>', 'one more working set with its own rate; may be repeated', each)
      .option('--trace <file>', 'writes that were recorded: a table with the columns ms and page')
      .option('--seed <number>', "decides the writer's place and random writes");
    for (const flag of migrateFlags) command.option(`--${flag}`, 'as virsh migrate knows it');
    return command;
  },
  async run({ args, options, globals, world }) {
    const { sourceHooks, destinationHooks, libvirt, dname, ...more } = options as Record<string, string>;
    const { bandwidth, postcopyBandwidth, parallelConnections, compXbzrleCache } = more;
    const [guest = '-'] = args;
    return migrateOnce({
      guest,
      sourceHooks: sourceHooks ?? '',
      destinationHooks: destinationHooks ?? '',
      libvirt: libvirt ?? newestRelease,
      flags: flagsOf(options),
      ...(dname && { dname }),
      ...(bandwidth && { bandwidth: whole('--bandwidth', 'MiB per second', bandwidth) }),
      ...(postcopyBandwidth && {
        postcopyBandwidth: whole('--postcopy-bandwidth', 'MiB per second', postcopyBandwidth),
      }),
      ...(parallelConnections && {
        parallelConnections: whole('--parallel-connections', 'connections, at most 255', parallelConnections, 255),
      }),
      ...(compXbzrleCache && { xbzrleCache: whole('--comp-xbzrle-cache', 'bytes', compXbzrleCache) }),
      postcopyAfterPrecopy: postcopyAfterPrecopyOf(options),
      workload: options as WorkloadOptions,
      json: globals.json,
      color: colorOf(world.environment),
      signal: world.interruption.asked,
      print: world.out,
      printError: world.err,
    });
  },
};

const camelCase = (flag: string) => flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
const flagsOf = (options: Readonly<Record<string, unknown>>): readonly MigrateFlag[] =>
  migrateFlags.filter((flag) => options[camelCase(flag)] === true);

const each = (value: string, previous: readonly string[] = []) => [...previous, value];

/** virsh's own rule (virshMigrate). */
function postcopyAfterPrecopyOf({ postcopyAfterPrecopy, postcopy }: Readonly<Record<string, unknown>>): boolean {
  if (postcopyAfterPrecopy && !postcopy)
    throw new LibvirtError('invalid argument', 'Option --postcopy is required by option --postcopy-after-precopy');
  return postcopyAfterPrecopy === true;
}

function whole(option: string, unit: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0 && value <= most) return value;
  throw new LibvirtError('invalid argument', `${option} wants whole ${unit}, not '${text}'`);
}
