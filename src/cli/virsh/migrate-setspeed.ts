import { lookup, who } from './lookup.ts';
import { domainOption, type Verb } from './verb.ts';

const postcopyOption = (help: string) => ({ name: 'postcopy', kind: 'flag', help }) as const;

/** Changes how fast a guest may be copied, also while it is. */
export const migrateSetspeed: Verb = {
  name: 'migrate-setspeed',
  summary: 'Set the maximum migration bandwidth',
  description: 'Set the maximum migration bandwidth (in MiB/s) for a domain which is being migrated to another host.',
  options: [
    domainOption,
    { name: 'bandwidth', kind: 'number', required: true, help: 'migration bandwidth limit in MiB/s' },
    postcopyOption('set post-copy migration bandwidth'),
  ],
  async run(call) {
    const domain = await lookup(call);
    const mibPerSecond = call.given.number('bandwidth', { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? 0;
    const postcopy = call.given.has('postcopy');
    await call.session.call('DomainMigrateSetMaxSpeed', { ...who(domain), mibPerSecond, postcopy });
    return { data: { name: domain.name, uuid: domain.uuid, mibPerSecond } };
  },
};

/** How fast it may be copied; 8796093022207 where there is no limit. */
export const migrateGetspeed: Verb = {
  name: 'migrate-getspeed',
  summary: 'Get the maximum migration bandwidth',
  description: 'Get the maximum migration bandwidth (in MiB/s) for a domain.',
  options: [domainOption, postcopyOption('get post-copy migration bandwidth')],
  async run(call) {
    const domain = await lookup(call);
    const postcopy = call.given.has('postcopy');
    const { mibPerSecond } = await call.session.call('DomainMigrateGetMaxSpeed', { ...who(domain), postcopy });
    return { data: { name: domain.name, uuid: domain.uuid, mibPerSecond }, print: `${mibPerSecond}\n` };
  },
};
