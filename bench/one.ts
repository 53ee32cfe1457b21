import { benches } from './benches.ts';

/** One bench in a process of its own: what a large heap costs, spawning a hook above all, is not to be another's. */
const [name = '', turns] = process.argv.slice(2);
const rows = await benches[name]?.(Number(turns));
process.send?.(rows ?? [], () => process.exit());
