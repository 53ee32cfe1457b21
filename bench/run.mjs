// Entry point of `npm run bench`. The benches are TypeScript, so they are built first; beside them hooklab itself, as it
// is shipped, for the host and guest processes that they start.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const run = (...words) => execFileSync(words[0], words.slice(1), { cwd: root, stdio: 'inherit' });
const tsc = [process.execPath, 'node_modules/typescript/bin/tsc'];

run(...tsc, '-p', 'bench/tsconfig.json');
run(...tsc, '-p', 'tsconfig.build.json', '--outDir', 'bench/built/dist');
run(process.execPath, 'src/guest/bundle.mjs', 'bench/built/dist/guest.mjs');
try {
  run(process.execPath, 'bench/built/bench/run.js', ...process.argv.slice(2));
} catch ({ status }) {
  process.exit(status ?? 1);
}
