// Entry point of `npm run conformance`. The suite is TypeScript, so it is bundled first; and hooklab itself is bundled
// into one file, because a replay starts hundreds of its processes.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../../', import.meta.url);
const at = (path) => fileURLToPath(new URL(path, root));
const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
const common = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error', banner };

// Depth in the tree matters: hooklab reads package.json two folders above its modules, and its guest's program one above.
const program = at('node_modules/.cache/hooklab.mjs');
const suite = at('node_modules/.cache/hooklab-conformance.mjs');
const entry =
  "import { runCommandLine } from './src/cli/main.ts'; process.exitCode = await runCommandLine(process.argv.slice(2));";
await build({ ...common, entryPoints: [at('src/guest/main.ts')], outfile: at('node_modules/guest.mjs'), minify: true });
await build({ ...common, stdin: { contents: entry, resolveDir: at('.') }, outfile: program });
await build({ ...common, entryPoints: [at('test/conformance/command.ts')], outfile: suite });

const { conformance } = await import(pathToFileURL(suite).href);
process.exit(await conformance(process.argv.slice(2), [process.execPath, program], root));
