import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../src/index.ts';
import { guestXml } from '../guest-xml.ts';

let cluster: Cluster<'source' | 'destination'>;
beforeAll(async () => {
  cluster = await startCluster({ libvirt: '9.0.0', hosts: { source: {}, destination: {} } });
});
afterAll(() => cluster[Symbol.asyncDispose]());

const who = ({ uuid }: { uuid: string }) => ({ driver: 'qemu', uuid }) as const;

test('a guest has no limit of speed and QEMU’s limit of downtime until somebody sets them', async () => {
  const { call } = cluster.source.client();
  const guest = await cluster.source.create(guestXml({ name: 'limits' }));
  expect(await call('DomainMigrateGetMaxSpeed', who(guest))).toEqual({ mibPerSecond: 8_796_093_022_207 });
  expect(await call('DomainMigrateGetMaxDowntime', who(guest))).toEqual({ ms: 300 });
  await call('DomainMigrateSetMaxSpeed', { ...who(guest), mibPerSecond: 7 });
  await call('DomainMigrateSetMaxDowntime', { ...who(guest), ms: 2_000_000 });
  expect(await call('DomainMigrateGetMaxSpeed', who(guest))).toEqual({ mibPerSecond: 7 });
  expect(await call('DomainMigrateGetMaxDowntime', who(guest))).toEqual({ ms: 2_000_000 });
  await guest.destroy();
});

test('the time after a switch to post-copy has a limit of its own, while the guest runs', async () => {
  const { call } = cluster.source.client();
  const guest = await cluster.source.define(guestXml({ name: 'later' }));
  const postcopy = { ...who(guest), postcopy: true };
  await expect(call('DomainMigrateGetMaxSpeed', postcopy)).rejects.toThrow('domain is not running');
  await expect(call('DomainMigrateSetMaxSpeed', { ...postcopy, mibPerSecond: 3 })).rejects.toThrow(
    'domain is not running',
  );
  const running = await guest.start();
  expect(await call('DomainMigrateGetMaxSpeed', postcopy)).toEqual({ mibPerSecond: 0 });
  await call('DomainMigrateSetMaxSpeed', { ...postcopy, mibPerSecond: 3 });
  expect(await call('DomainMigrateGetMaxSpeed', postcopy)).toEqual({ mibPerSecond: 3 });
  expect(await call('DomainMigrateGetMaxSpeed', who(guest))).toEqual({ mibPerSecond: 8_796_093_022_207 });
  await running.destroy();
  await guest.undefine();
});

test('a downtime limit of a day is refused in QEMU’s words, and one of a guest that is off in libvirt’s', async () => {
  const { call } = cluster.source.client();
  const guest = await cluster.source.create(guestXml({ name: 'day' }));
  await expect(call('DomainMigrateSetMaxDowntime', { ...who(guest), ms: 86_400_000 })).rejects.toThrow(
    "Parameter 'downtime_limit' expects an integer in the range of 0 to (2000 * 1000) ms",
  );
  await guest.destroy();
  const off = await cluster.source.define(guestXml({ name: 'off' }));
  await expect(call('DomainMigrateSetMaxDowntime', { ...who(off), ms: 1 })).rejects.toThrow('domain is not running');
  await expect(call('DomainMigrateGetMaxDowntime', who(off))).rejects.toThrow('domain is not running');
  await off.undefine();
});

test('the limit of a migration is told while it lasts, and is not the guest’s own', async () => {
  const { call } = cluster.source.client();
  const workload = "pattern='sequential' rate='3000' workingSet='4' fill='4'";
  const guest = await (await cluster.source.define(guestXml({ name: 'limited', workload }))).start();
  const moved = guest.migrate(cluster.destination, { live: true, bandwidth: 2 });
  const speed = async () => (await call('DomainMigrateGetMaxSpeed', who(guest))).mibPerSecond;
  while ((await speed()) !== 2);
  await call('DomainAbortJob', who(guest));
  expect((await moved).outcome).toBe('aborted');
  expect(await speed()).toBe(8_796_093_022_207);
  await guest.destroy();
});

test('a guest that never converges goes as soon as it may stand still for long enough', async () => {
  const { call } = cluster.source.client();
  const workload = "pattern='sequential' rate='3000' workingSet='4' fill='4'";
  const guest = await (await cluster.source.define(guestXml({ name: 'busy', workload }))).start();
  await call('DomainMigrateSetMaxDowntime', { ...who(guest), ms: 1 });
  await call('DomainMigrateSetMaxSpeed', { ...who(guest), mibPerSecond: 8 });
  const moved = guest.migrate(cluster.destination, { live: true });
  const iteration = async () => (await call('DomainGetJobStats', who(guest))).stats.memory_iteration ?? 0;
  while ((await iteration()) < 4);
  expect((await guest.state()).state).toBe('running');
  await call('DomainMigrateSetMaxDowntime', { ...who(guest), ms: 2000 });
  expect((await moved).outcome).toBe('migrated');
  const completed = (await call('DomainGetJobStats', { ...who(guest), completed: true })).stats;
  const { data_processed = 0, memory_normal = 0, memory_constant = 0 } = completed;
  const rest = data_processed - 4104 * memory_normal - 9 * memory_constant;
  expect((rest - 84) % 8).toBe(0);
  expect(completed.data_total).toBe(8 * 2 ** 20 + 532_480);
});
