import type { Globals, World } from '../world.ts';
import { openShell, runIn } from './run-commands.ts';

const welcome =
  "Welcome to virsh, the virtualization interactive terminal.\n\nType:  'help' for help with commands\n       'quit' to quit\n\n";

/** Reads commands from the user and runs each line, until `quit` or the end of what there is. virsh exits with 0 then. */
export async function runInteractively(globals: Globals, world: World): Promise<number> {
  const shell = openShell(globals, world, true);
  const lines = world.lines?.open();
  if (!lines) return 0;
  if (!globals.quiet) world.out(welcome);
  try {
    while (!shell.isOver()) {
      const line = await lines.next('virsh # ');
      if (line === undefined) break;
      if ((await runIn(shell, line, globals)) === 130) return 130;
    }
    world.out('\n');
    return 0;
  } finally {
    lines.close();
    await shell.connection.close();
  }
}
