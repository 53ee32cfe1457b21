import { Command } from 'commander';
import { newestRelease } from '../../protocol/profiles/index.ts';
import type { OwnCommand } from '../own-command.ts';
import { callHookOnce } from './call.ts';

/** `hooklab call HOOK NAME OP SUBOP EXTRA`. */
export const callCommand: OwnCommand = {
  create: () =>
    new Command('call')
      .description('one call of a hook script, exactly as libvirt makes it')
      .argument('<hook>', 'path of the script, for instance /etc/libvirt/hooks/qemu')
      .argument('<name>', 'name of the guest, - for the daemon')
      .argument('<operation>', 'for instance start')
      .argument('<sub-operation>', 'begin, end or -')
      .argument('<extra>', 'extra argument, usually -')
      .option('--xml <file>', "XML for the script's stdin, - for this command's; a small guest or network unless given")
      .option('--driver <driver>', "driver the script belongs to; the script's own name unless given")
      .option('--libvirt <version>', 'libvirt release to behave like', newestRelease),
  run({ args, options, globals, world }) {
    const [hook = '', object = '', operation = '', subOperation = '', extra = ''] = args;
    const { xml, driver, libvirt = newestRelease } = options as Record<string, string | undefined>;
    return callHookOnce({
      ...{ hook, object, operation, subOperation, extra, libvirt },
      ...(xml && { xml }),
      ...(driver && { driver }),
      json: globals.json,
      signal: world.interruption.asked,
      print: world.out,
      printError: world.err,
    });
  },
};
