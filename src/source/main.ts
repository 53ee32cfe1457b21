import { runHostEntry } from '../host/main.ts';
import { connectToLibvirt, rpcDoors } from '../rpc/index.ts';

/** A host process named `source`. It is a whole daemon and can play both roles; the name is what the demo calls it. */
process.exit(await runHostEntry('source', { doors: rpcDoors, dial: connectToLibvirt }));
