import { readTextFile } from './read-file.ts';
import type { Verb } from './verb.ts';
import { failingWith } from './virsh-error.ts';

const options = [
  { name: 'file', kind: 'data', help: 'file containing an XML network description' },
  { name: 'validate', kind: 'flag', help: 'validate the XML against the schema' },
] as const;

/** Keeps a network for later starts. */
export const netDefine: Verb = {
  name: 'net-define',
  summary: 'define an inactive persistent virtual network or modify an existing persistent one from an XML file',
  description: 'Define or modify a persistent virtual network.',
  options,
  async run({ session, given }) {
    const file = given.required('file');
    const xml = await readTextFile(file);
    const network = await failingWith(
      `Failed to define network from ${file}`,
      session.call('NetworkDefineXML', { xml }),
    );
    return { data: network, note: `Network ${network.name} defined from ${file}\n` };
  },
};

/** Starts a network that is not kept. */
export const netCreate: Verb = {
  name: 'net-create',
  summary: 'create a network from an XML file',
  description: 'Create a network.',
  options,
  async run({ session, given }) {
    const file = given.required('file');
    const xml = await readTextFile(file);
    const network = await failingWith(
      `Failed to create network from ${file}`,
      session.call('NetworkCreateXML', { xml }),
    );
    return { data: network, note: `Network ${network.name} created from ${file}\n` };
  },
};
