import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explain, releaseChanges } from '../src/cli/explain/index.ts';
import { profileFor } from '../src/protocol/profiles/index.ts';

/** `HOOKLAB_REWRITE=1 npm test` writes the diagrams anew; the change shows in the diff. */
const marker = /<!-- explain (\S+) --mermaid --libvirt (\S+) -->\n(?:\n```mermaid\n[\s\S]*?```\n)?/g;

const between = /<!-- releases -->\n[\s\S]*?<!-- end of releases -->/;

test("the README's table of releases is that of the profiles", () => {
  const readme = readFileSync('README.md', 'utf8');
  const rows = releaseChanges().filter(({ called }) => called.length > 0);
  const cells = rows.map(({ release, called }) => [
    release,
    called.map((line) => line.replace(/(hooks\/\w+)/, '`$1`')).join('; '),
  ]);
  const others = releaseChanges().filter(({ called }) => called.length === 0);
  const table = `| release | hooks it calls |\n|---|---|\n${cells.map((row) => `| ${row.join(' | ')} |\n`).join('')}`;
  const rest = `Order, texts, look-up or locks changed in ${others.map(({ release }) => release).join(', ')}.`;
  const written = readme.replace(between, `<!-- releases -->\n\n${table}\n${rest}\n\n<!-- end of releases -->`);
  if (process.env.HOOKLAB_REWRITE) writeFileSync('README.md', written);
  else expect(readme).toBe(written);
  expect(rows.length).toBeGreaterThan(8);
});

test("the README's diagrams are what explain prints", () => {
  const readme = readFileSync('README.md', 'utf8');
  const drawn = readme.replace(marker, (_, what: string, libvirt: string) => {
    const diagram = explain({ profile: profileFor(libvirt), what, mermaid: true, driver: 'qemu', flags: ['live'] });
    return `<!-- explain ${what} --mermaid --libvirt ${libvirt} -->\n\n\`\`\`mermaid\n${diagram.trimEnd()}\n\`\`\`\n`;
  });
  if (process.env.HOOKLAB_REWRITE) writeFileSync('README.md', drawn);
  else expect(readme).toBe(drawn);
  expect(drawn.match(/```mermaid/g)).toHaveLength(2);
});
