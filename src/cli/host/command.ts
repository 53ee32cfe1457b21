import { closeInherited, thisProcess } from '../../host/main.ts';
import { runHostProcess } from '../../host/process.ts';
import { hostCommand, type ProcessOptions } from '../../host/process-options.ts';
import { connectToLibvirt, rpcDoors } from '../../rpc/index.ts';
import type { OwnCommand } from '../own-command.ts';

/** `hooklab host`: one host in this process, in the foreground. */
export const hostEntry: OwnCommand = {
  create: () => hostCommand('host'),
  async run({ options }) {
    closeInherited();
    await runHostProcess(options as unknown as ProcessOptions, {
      ...thisProcess,
      doors: rpcDoors,
      dial: connectToLibvirt,
    });
    return 0;
  },
};
