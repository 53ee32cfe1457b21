import { Command } from 'commander';
import { LibvirtError } from '../../protocol/errors.ts';
import type { OwnCommand } from '../own-command.ts';
import { colorOf } from '../play/color.ts';
import { tokenFor } from '../play/token.ts';
import { demo } from './demo.ts';

/** `hooklab demo`. */
export const demoCommand: OwnCommand = {
  create: () =>
    new Command('demo')
      .description('two host processes, real hook scripts, four scenes of the documented order')
      .option('--libvirt <version>', 'three scenes under this release instead of the four')
      .option('--source <url>', 'play on hosts that run already: the source')
      .option('--destination <url>', 'and the destination')
      .option('--token-file <file>', 'file with the token of these hosts'),
  async run({ options, globals, world }) {
    const { source, destination, libvirt, tokenFile } = options as Record<string, string | undefined>;
    if ((source === undefined) !== (destination === undefined))
      throw new LibvirtError('invalid argument', 'demo wants both --source and --destination, or neither');
    return demo({
      ...(source && destination && { source, destination }),
      token: await tokenFor(tokenFile ?? globals.tokenFile, world.environment),
      ...(libvirt && { libvirt }),
      json: globals.json,
      color: colorOf(world.environment),
      signal: world.interruption.asked,
      print: world.out,
    });
  },
};
