import { size } from './job-text.ts';
import { lookup, who } from './lookup.ts';
import { domainOption, type Verb } from './verb.ts';

/** Shows the bytes of the cache by which pages are sent as what changed on them, after it set them if it is told to. */
export const migrateCompcache: Verb = {
  name: 'migrate-compcache',
  summary: 'get/set compression cache size',
  description:
    'Get/set size of the cache (in bytes) used for compressing repeatedly transferred memory pages during live migration.',
  options: [
    domainOption,
    { name: 'size', kind: 'number', help: 'requested size of the cache (in bytes) used for compression' },
  ],
  async run({ given, session, ...call }) {
    const domain = await lookup({ given, session, ...call });
    const asked = given.number('size', { most: Number.MAX_SAFE_INTEGER });
    if (asked !== undefined) await session.call('DomainMigrateSetCompressionCache', { ...who(domain), bytes: asked });
    const { bytes } = await session.call('DomainMigrateGetCompressionCache', who(domain));
    return { data: { name: domain.name, uuid: domain.uuid, bytes }, print: `Compression cache: ${size(bytes)}` };
  },
};
