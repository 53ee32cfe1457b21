import { LibvirtError } from '../../protocol/errors.ts';
import type { Verb, VerbOption } from './verb.ts';

/** What would turn XML into QEMU's command line, and back: there is no QEMU, as there is none in other drivers. */
const native = (verb: Pick<Verb, 'name' | 'summary' | 'description' | 'options'>, api: string): Verb => ({
  ...verb,
  async run() {
    throw new LibvirtError('no support', api);
  },
});

const data = (name: string, help: string): VerbOption => ({ name, kind: 'data', help });

export const fromNative = native(
  {
    name: 'domxml-from-native',
    summary: 'Convert native config to domain XML',
    description: 'Convert native guest configuration format to domain XML format.',
    options: [data('format', 'source config data format'), data('config', 'config data file to import from')],
  },
  'virConnectDomainXMLFromNative',
);

export const toNative = native(
  {
    name: 'domxml-to-native',
    summary: 'Convert domain XML to native config',
    description: 'Convert domain XML config to a native guest configuration format.',
    options: [
      data('format', 'target config data type format'),
      { name: 'domain', kind: 'string', help: 'domain name, id or uuid' },
      { name: 'xml', kind: 'string', help: 'xml data file to export from' },
    ],
  },
  'virConnectDomainXMLToNative',
);
