import { afterAll, expect, test } from 'vitest';
import { conductBetween } from '../../src/conductor/index.ts';
import { type Cluster, startCluster } from '../../src/index.ts';
import { auditMigration, type Entry } from '../../src/journal/index.ts';
import type { MigrateFlag } from '../../src/protocol/messages.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { guestXml } from '../guest-xml.ts';

type Hosts = Cluster<'source' | 'destination'>;
const open: Hosts[] = [];
afterAll(async () => {
  for (const cluster of open) await cluster[Symbol.asyncDispose]();
});

const workload = "pattern='sequential' rate='500' workingSet='1' fill='20'";

/** A guest that writes, on the source; its migration waits for a switch to post-copy, whose rest takes some 100 ms. */
async function moving(libvirt: string, flags: readonly MigrateFlag[] = ['live', 'postcopy']) {
  const cluster: Hosts = await startCluster({ libvirt, hosts: { source: {}, destination: {} } });
  open.push(cluster);
  const guest = await cluster.source.create(guestXml({ memory: 24, workload }));
  const who = { driver: 'qemu', uuid: guest.uuid } as const;
  const [source, destination] = [cluster.source.client(), cluster.destination.client()];
  await source.call('DomainMigrateSetMaxDowntime', { ...who, ms: 1 });
  const request = { domain: guest, flags, bandwidth: 8, postcopyBandwidth: 60 };
  const moved = conductBetween(source, destination, request).then(
    () => undefined,
    (error: Error) => error.message,
  );
  const state = async (host: typeof source) => {
    const { state, reason } = await host.call('DomainGetState', who);
    return `${state} (${reason})`;
  };
  const journal = async () => {
    await cluster.journal.refresh();
    return cluster.journal.entries();
  };
  return { cluster, guest, who, source, destination, moved, state, journal };
}

const eventsOf = (entries: readonly Entry[], host: string) =>
  entries.flatMap((entry) =>
    entry.kind === 'state' && entry.event && entry.host === host ? `${entry.event.type} ${entry.event.detail}` : [],
  );

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

const handedOver = async ({ who, source, destination, state }: Awaited<ReturnType<typeof moving>>) => {
  await until(async () => (await source.call('DomainGetJobStats', who)).stats.memory_iteration === 1);
  await source.call('DomainMigrateStartPostCopy', who);
  await until(async () => (await state(source)) === 'paused (post-copy)');
  await until(async () => (await state(destination)) === 'running (post-copy)');
};

const judged = (entries: readonly Entry[], libvirt: string) =>
  auditMigration(entries, { profile: profileFor(libvirt), domain: 'web1', driver: 'qemu' });

test('the guest runs on there while its memory still comes, and clients hear of both', async () => {
  const play = await moving('9.0.0');
  await handedOver(play);
  const { who, source, destination, moved, state, journal } = play;
  await expect(source.call('DomainAbortJob', who)).rejects.toThrow(
    'Requested operation is not valid: cannot abort migration in post-copy mode',
  );
  expect(await moved).toBe(undefined);
  expect(await state(destination)).toBe('running (migrated)');
  const entries = await journal();
  expect(eventsOf(entries, 'source').slice(2)).toEqual([
    'Suspended Migrated',
    'Suspended Post-copy',
    'Stopped Migrated',
  ]);
  expect(eventsOf(entries, 'destination')).toEqual(['Started Migrated', 'Resumed Post-copy', 'Resumed Migrated']);
  expect(judged(entries, '9.0.0')).toMatchObject({ ok: true, outcome: 'migrated' });
});

test('broken off in post-copy, the guest is in parts on both hosts, and no hook is told', async () => {
  const play = await moving('9.0.0');
  await expect(play.source.call('DomainAbortJob', { ...play.who, postcopy: true })).rejects.toThrow();
  await handedOver(play);
  const { who, source, destination, moved, state, journal } = play;
  await source.call('DomainAbortJob', { ...who, postcopy: true });
  expect(await moved).toBe("operation failed: job 'migration in' failed in post-copy phase");
  expect(await state(source)).toBe('paused (post-copy failed)');
  expect(await state(destination)).toBe('running (post-copy failed)');
  const entries = await journal();
  expect(eventsOf(entries, 'source').at(-1)).toBe('Suspended Post-copy Error');
  expect(eventsOf(entries, 'destination').at(-1)).toBe('Resumed Post-copy Error');
  const audit = judged(entries, '9.0.0');
  expect([audit.findings, audit.outcome]).toEqual([[], 'left as libvirt leaves it']);
  await source.call('DomainDestroy', who);
  await destination.call('DomainDestroy', who);
});

test('before 8.5.0 it stands still on both, and could not be broken off', async () => {
  const play = await moving('5.6.0');
  await handedOver(play);
  const { who, source, destination, moved, state } = play;
  await expect(source.call('DomainAbortJob', { ...who, postcopy: true })).rejects.toThrow('virDomainAbortJobFlags');
  await source.call('DomainDestroy', who);
  await moved;
  expect(await state(destination)).toBe('paused (post-copy failed)');
});

test('before 3.9.0 clients hear of one pause only, and before 1.3.3 the flag is not known', async () => {
  const play = await moving('1.3.3');
  await handedOver(play);
  expect(await play.moved).toBe(undefined);
  expect(eventsOf(await play.journal(), 'source').slice(2)).toEqual(['Suspended Post-copy', 'Stopped Migrated']);
  const older = await moving('1.3.2');
  expect(await older.moved).toBe('unsupported flags (0x8000) in function qemuDomainMigrateBegin3Params');
  await expect(older.source.call('DomainMigrateStartPostCopy', older.who)).rejects.toThrow(
    'this function is not supported by the connection driver: virDomainMigrateStartPostCopy',
  );
});

test('what libvirt refuses of it', async () => {
  expect(await (await moving('9.0.0', ['postcopy'])).moved).toBe(
    'argument unsupported: post-copy migration is not supported with non-live or paused migration',
  );
  expect(await (await moving('9.0.0', ['live', 'postcopy', 'tunnelled'])).moved).toBe(
    'argument unsupported: post-copy is not supported with tunnelled migration',
  );
  const { source, who, moved } = await moving('9.0.0', ['live']);
  await until(async () => (await source.call('DomainGetJobStats', who)).type === 'Unbounded');
  await expect(source.call('DomainMigrateStartPostCopy', who)).rejects.toThrow(
    'switching to post-copy requires migration to be started with VIR_MIGRATE_POSTCOPY flag',
  );
  await source.call('DomainAbortJob', who);
  expect(await moved).toContain('canceled by client');
  await expect(source.call('DomainMigrateStartPostCopy', who)).rejects.toThrow(
    'post-copy can only be started while outgoing migration is in progress',
  );
});
