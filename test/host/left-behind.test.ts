import { describe, expect, type TestContext, test } from 'vitest';
import { conduct, remoteDestination, remoteSource } from '../../src/conductor/index.ts';
import { type Cluster, profileFor, startCluster } from '../../src/index.ts';
import { type BlockingHooks, blockAt } from '../blocking-hooks.ts';
import { busyGuest } from '../guest-xml.ts';

/**
 * What libvirt leaves behind when somebody disappears in the middle of a migration: libvirt-facts.md C3, measured on
 * 9.0.0 (recordings 3g-kill-virsh-direct, 3i-*). Each row: who, when, and then the guest on either host.
 */

const libvirt = '9.0.0';
type Name = 'source' | 'destination';
type Moment = 'migrate' | 'prepare' | 'start' | 'started' | 'copy' | 'finish' | 'confirm' | 'stopped' | 'release';

/** A migration that stands still at one moment, conducted over connections of its own. */
async function standingAt({ onTestFinished }: TestContext, moment: Moment, { p2p = false, processes = false } = {}) {
  const atSource = moment === 'stopped' || moment === 'release';
  const hooks = blockAt(moment);
  onTestFinished(hooks.remove);
  const cluster = await startCluster<Name>({
    libvirt,
    processes,
    hosts: {
      source: atSource ? { hooks: hooks.directory } : {},
      destination: atSource ? {} : { hooks: hooks.directory },
    },
  });
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  onTestFinished(hooks.letGo);
  const guest = await (await cluster.source.define(busyGuest())).start();
  const client = await connections(cluster);
  const stop = gate(moment);
  const migrating = (p2p ? peerToPeer : direct)(cluster, client, guest, stop, moment);
  migrating.catch(() => {});
  await Promise.race([arrived(cluster, moment, hooks, stop), migrating]);
  const letGo = () => {
    hooks.letGo();
    stop.open();
  };
  return { cluster, client, hooks, migrating, letGo };
}

const connections = async (cluster: Cluster<Name>) => ({
  source: await cluster.source.connect(),
  destination: await cluster.destination.connect(),
});
type Connections = Awaited<ReturnType<typeof connections>>;
type Guest = {
  readonly driver: 'qemu' | 'lxc';
  readonly name: string;
  readonly uuid: string;
  readonly id: number | null;
};

/** The conductor waits before Finish or Confirm until the gate opens. */
function gate(moment: Moment) {
  let open = () => {};
  let reached = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const here = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const at = async (phase: string) => {
    if (phase !== moment) return;
    reached();
    await opened;
  };
  return { open, here, at };
}
type Gate = ReturnType<typeof gate>;

async function direct(_cluster: Cluster<Name>, client: Connections, domain: Guest, stop: Gate, moment: Moment) {
  const source = remoteSource(client.source.call);
  const destination = remoteDestination(client.destination.call);
  await conduct({
    score: profileFor(libvirt).scores.qemu.migrate,
    source: { ...source, confirm: (params) => stop.at('confirm').then(() => source.confirm(params)) },
    destination: { ...destination, finish: (params) => stop.at('finish').then(() => destination.finish(params)) },
    request: { domain, flags: ['live'], bandwidth: moment === 'copy' ? 1 : 0 },
  });
}

async function peerToPeer(
  cluster: Cluster<Name>,
  client: Connections,
  { driver, uuid }: Guest,
  _stop: Gate,
  moment: Moment,
) {
  await client.source.call('DomainMigratePerform3Params', {
    driver,
    uuid,
    flags: ['live', 'p2p'],
    cookie: '',
    uri: '',
    dconnuri: cluster.destination.url(),
    ...(moment === 'copy' && { bandwidth: 1 }),
  });
}

async function arrived(cluster: Cluster<Name>, moment: Moment, hooks: BlockingHooks, stop: Gate): Promise<void> {
  if (moment === 'finish' || moment === 'confirm') return stop.here;
  if (moment !== 'copy') return hooks.reached();
  await written(cluster, 'source', (entry) => entry.kind === 'transfer' && entry.moment === 'started');
}

/** Waits until a host has written an entry; asking with `wait` is how one reads a journal that grows. */
async function written(cluster: Cluster<Name>, host: Name, wanted: (entry: Record<string, unknown>) => boolean) {
  const client = await cluster[host].connect();
  for (let since = 0; ; ) {
    const { entries } = await client.call('HooklabJournal', { since, wait: true });
    const found = entries.find(wanted);
    if (found) return client.close();
    since = Number(entries.at(-1)?.seq);
  }
}

const hooksOf = (cluster: Cluster<Name>, host: Name) =>
  cluster.journal
    .hooks()
    .filter((call) => call.host === host && call.driver === 'qemu')
    .map(({ operation }) => operation);
const state = async (cluster: Cluster<Name>, host: Name) =>
  (await cluster[host].domains()).map(({ state, reason }) => `${state} (${reason})`).join() || 'gone';

describe('the client is killed', () => {
  test.for<[Moment, string, string, string[]]>([
    ['migrate', 'running (booted)', 'gone', ['migrate', 'prepare', 'start', 'started', 'stopped', 'release']],
    ['prepare', 'running (booted)', 'gone', ['migrate', 'prepare', 'start', 'started', 'stopped', 'release']],
    ['started', 'running (booted)', 'gone', ['migrate', 'prepare', 'start', 'started', 'stopped', 'release']],
    ['copy', 'running (booted)', 'gone', ['migrate', 'prepare', 'start', 'started', 'stopped', 'release']],
    ['finish', 'paused (migration)', 'gone', ['migrate', 'prepare', 'start', 'started', 'stopped', 'release']],
    ['confirm', 'paused (migration)', 'running (migrated)', ['migrate', 'prepare', 'start', 'started']],
  ])('direct, at %s: source %s, destination %s', async ([moment, source, destination, hooks], context) => {
    const { cluster, client, letGo } = await standingAt(context, moment);
    await client.source.close();
    await client.destination.close();
    letGo();
    if (destination === 'gone') await written(cluster, 'destination', (entry) => entry.change === 'forget');
    if (source.startsWith('paused')) await written(cluster, 'source', (entry) => entry.what === 'client gone');
    expect(await state(cluster, 'source')).toBe(source);
    expect(await state(cluster, 'destination')).toBe(destination);
    expect(hooksOf(cluster, 'destination')).toEqual(hooks);
  });

  test('direct, while the source stops its guest: the migration stands', async (context) => {
    const { cluster, client, letGo } = await standingAt(context, 'stopped');
    await client.source.close();
    await client.destination.close();
    letGo();
    await written(
      cluster,
      'source',
      (entry) => entry.kind === 'phase' && entry.phase === 'confirm' && entry.moment === 'left',
    );
    expect(await state(cluster, 'source')).toBe('shutoff (migrated)');
    expect(await state(cluster, 'destination')).toBe('running (migrated)');
  });

  test.for<Moment>(['prepare', 'copy'])(
    'peer-to-peer, at %s: the migration goes on without it',
    async (moment, context) => {
      const { cluster, client, letGo } = await standingAt(context, moment, { p2p: true });
      await client.source.close();
      letGo();
      const uuid = (await cluster.source.domains())[0] as unknown as { uuid: string };
      if (moment === 'copy')
        await cluster.source
          .client()
          .call('DomainMigrateSetMaxSpeed', { driver: 'qemu', uuid: uuid.uuid, mibPerSecond: 1000 });
      await written(
        cluster,
        'source',
        (entry) => entry.kind === 'phase' && entry.phase === 'confirm' && entry.moment === 'left',
      );
      expect(await state(cluster, 'source')).toBe('shutoff (migrated)');
      expect(await state(cluster, 'destination')).toBe('running (migrated)');
    },
  );
});

describe.concurrent('a host is killed, and started again', () => {
  test.for<[string, Moment, boolean]>([
    ['direct', 'prepare', false],
    ['direct', 'copy', false],
    ['direct', 'finish', false],
    ['peer-to-peer', 'started', true],
    ['peer-to-peer', 'copy', true],
  ])('the destination, %s, at %s: the guest runs on the source', async ([, moment, p2p], context) => {
    const { cluster, migrating, letGo } = await standingAt(context, moment, { p2p, processes: true });
    await cluster.destination.kill();
    letGo();
    await expect(migrating).rejects.toThrow();
    expect(await state(cluster, 'source')).toBe(
      moment === 'finish' ? 'running (migration canceled)' : 'running (booted)',
    );
    await cluster.destination.start();
    expect(await state(cluster, 'destination')).toBe('gone');
    // A guest that had no process yet is not known any more.
    const endings = hooksOf(cluster, 'destination').filter((operation) => ['stopped', 'release'].includes(operation));
    expect(endings).toEqual(moment === 'prepare' ? [] : ['stopped', 'release']);
  });

  test.for<[string, Moment, boolean]>([
    ['direct', 'copy', false],
    ['peer-to-peer', 'prepare', true],
    ['peer-to-peer', 'copy', true],
  ])(
    'the source, %s, at %s: its guest is found dead, the destination has nothing left',
    async ([, moment, p2p], context) => {
      const { cluster, client, migrating, letGo } = await standingAt(context, moment, { p2p, processes: true });
      await cluster.source.kill();
      letGo();
      await expect(migrating).rejects.toThrow('End of file while reading data: Input/output error');
      if (!p2p) await client.destination.close();
      await written(cluster, 'destination', (entry) => entry.change === 'forget');
      expect(await state(cluster, 'destination')).toBe('gone');
      await cluster.source.start();
      expect(await state(cluster, 'source')).toBe('shutoff (crashed)');
    },
  );

  test('the source, while it stops its guest: the guest runs on the destination', async (context) => {
    const { cluster, migrating, letGo } = await standingAt(context, 'stopped', { processes: true });
    await cluster.source.kill();
    letGo();
    // What Confirm would have answered changes nothing (recording 6k-A-stopped-direct-A-KILL).
    await migrating;
    expect(await state(cluster, 'destination')).toBe('running (migrated)');
    await cluster.source.start();
    expect(await state(cluster, 'source')).toBe('shutoff (unknown)');
  });
});
