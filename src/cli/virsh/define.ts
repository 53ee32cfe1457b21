import { quoted } from './quoting.ts';
import { readTextFile } from './read-file.ts';
import type { Verb } from './verb.ts';
import { failingWith } from './virsh-error.ts';

/** Keeps a domain for later starts. */
export const define: Verb = {
  name: 'define',
  summary: "define (but don't start) a domain from an XML file",
  description: 'Define a domain.',
  options: [
    { name: 'file', kind: 'data', help: 'file containing an XML domain description' },
    { name: 'validate', kind: 'flag', help: 'validate the XML against the schema' },
  ],
  async run({ session, driver, given }) {
    const file = given.required('file');
    const xml = await readTextFile(file);
    const domain = await failingWith(
      `Failed to define domain from ${file}`,
      session.call('DomainDefineXML', { driver, xml }),
    );
    return { data: domain, note: `Domain ${quoted(session, domain.name)} defined from ${file}\n` };
  },
};
