import { Command } from 'commander';
import { LibvirtError } from '../../protocol/errors.ts';
import { type MigrateFlag, migrateFlags } from '../../protocol/messages.ts';
import { newestRelease } from '../../protocol/profiles/index.ts';
import type { OwnCommand } from '../own-command.ts';
import { colorOf } from '../play/color.ts';
import { migrateOnce } from './migrate-once.ts';

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
      .option('--bandwidth <MiB/s>', 'limit of the transfer');
    for (const flag of migrateFlags) command.option(`--${flag}`, 'as virsh migrate knows it');
    return command;
  },
  async run({ args, options, globals, world }) {
    const { sourceHooks, destinationHooks, libvirt, dname, bandwidth } = options as Record<string, string>;
    const [guest = '-'] = args;
    return migrateOnce({
      guest,
      sourceHooks: sourceHooks ?? '',
      destinationHooks: destinationHooks ?? '',
      libvirt: libvirt ?? newestRelease,
      flags: flagsOf(options),
      ...(dname && { dname }),
      ...(bandwidth && { bandwidth: speed(bandwidth) }),
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

function speed(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new LibvirtError('invalid argument', `--bandwidth wants whole MiB per second, not '${text}'`);
}
