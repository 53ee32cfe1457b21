import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explain } from '../src/cli/explain/index.ts';
import { profileFor } from '../src/protocol/profiles/index.ts';

/** `HOOKLAB_REWRITE=1 npm test` writes the diagrams anew; the change shows in the diff. */
const marker = /<!-- explain (\S+) --mermaid --libvirt (\S+) -->\n(?:\n```mermaid\n[\s\S]*?```\n)?/g;

test("the README's diagrams are what explain prints", () => {
  const readme = readFileSync('README.md', 'utf8');
  const drawn = readme.replace(marker, (_, what: string, libvirt: string) => {
    const diagram = explain({ profile: profileFor(libvirt), what, mermaid: true, driver: 'qemu', flags: [] });
    return `<!-- explain ${what} --mermaid --libvirt ${libvirt} -->\n\n\`\`\`mermaid\n${diagram.trimEnd()}\n\`\`\`\n`;
  });
  if (process.env.HOOKLAB_REWRITE) writeFileSync('README.md', drawn);
  else expect(readme).toBe(drawn);
  expect(drawn.match(/```mermaid/g)).toHaveLength(2);
});
