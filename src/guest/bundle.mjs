import { build } from 'esbuild';

/**
 * Makes the program of a guest's process one small file: read from many files, it would take twice as long to start.
 * ws is CommonJS and asks for Node's own modules by `require`.
 */
const [outfile = 'dist/guest.mjs'] = process.argv.slice(2);
await build({
  entryPoints: ['src/guest/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  minify: true,
  legalComments: 'inline',
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
});
