import { lookup, who } from './lookup.ts';
import { domainOption, type Verb } from './verb.ts';

/** Lets a guest that is being moved run on at the destination before all of it is there. */
export const migratePostcopy: Verb = {
  name: 'migrate-postcopy',
  summary: 'Switch running migration from pre-copy to post-copy',
  description:
    'Switch running migration from pre-copy to post-copy. The migration must have been started with --postcopy option.',
  options: [domainOption],
  async run({ session, ...call }) {
    const domain = await lookup({ session, ...call });
    await session.call('DomainMigrateStartPostCopy', who(domain));
    return { data: { name: domain.name, uuid: domain.uuid } };
  },
};
