import { closeInherited, thisProcess } from '../../host/main.ts';
import { runHostProcess } from '../../host/process.ts';
import { hostCommand, type ProcessOptions } from '../../host/process-options.ts';
import { connectToLibvirt, rpcDoors } from '../../rpc/index.ts';
import type { OwnCommand } from '../own-command.ts';

/** How hosts are reached that a libvirt URI names; no other file of the command line knows of that protocol. */
export const dial = connectToLibvirt;

/** `hooklab host`: one host in this process, in the foreground. */
export const hostEntry: OwnCommand = {
  create: () => hostCommand('host'),
  async run({ options }) {
    closeInherited();
    await runHostProcess(options as unknown as ProcessOptions, {
      ...thisProcess,
      doors: rpcDoors,
      dial,
    });
    return 0;
  },
};
