import { lookup, who } from './lookup.ts';
import { domainOption, type Verb } from './verb.ts';
import { VirshError } from './virsh-error.ts';

/** Changes for how long a guest may stand still at the end of its migration, also while it moves. */
export const migrateSetmaxdowntime: Verb = {
  name: 'migrate-setmaxdowntime',
  summary: 'set maximum tolerable downtime',
  description: 'Set maximum tolerable downtime of a domain which is being live-migrated to another host.',
  options: [
    domainOption,
    {
      name: 'downtime',
      kind: 'number',
      required: true,
      help: 'maximum tolerable downtime (in milliseconds) for migration',
    },
  ],
  async run(call) {
    const domain = await lookup(call);
    const ms = call.given.number('downtime', { most: Number.MAX_SAFE_INTEGER }) ?? 0;
    if (ms < 1) throw new VirshError(['migrate: Invalid downtime']);
    await call.session.call('DomainMigrateSetMaxDowntime', { ...who(domain), ms });
    return { data: { name: domain.name, uuid: domain.uuid, ms } };
  },
};

/** For how long it may. */
export const migrateGetmaxdowntime: Verb = {
  name: 'migrate-getmaxdowntime',
  summary: 'get maximum tolerable downtime',
  description: 'Get maximum tolerable downtime of a domain which is being live-migrated to another host.',
  options: [domainOption],
  async run(call) {
    const domain = await lookup(call);
    const { ms } = await call.session.call('DomainMigrateGetMaxDowntime', who(domain));
    return { data: { name: domain.name, uuid: domain.uuid, ms }, print: `${ms}\n` };
  },
};
