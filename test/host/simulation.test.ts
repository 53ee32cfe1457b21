import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom, type VirtualClock, virtualClock } from '../../src/clock/index.ts';
import { conduct, remoteDestination, remoteSource } from '../../src/conductor/index.ts';
import { inlineRunner } from '../../src/domain/runner/index.ts';
import { type SimulatedScript, simulatedScripts } from '../../src/hooks/index.ts';
import { connectToHost, relayedCausality } from '../../src/host/client.ts';
import { type Host, startHost } from '../../src/host/host.ts';
import { hostDefaults } from '../../src/host/options.ts';
import { auditMigration, type Entry, mergeJournals } from '../../src/journal/index.ts';
import type { LibvirtError } from '../../src/protocol/errors.ts';
import { pathsBelow } from '../../src/protocol/paths.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { memoryStore } from '../../src/store/index.ts';
import { createMemoryTransport, createWeather } from '../../src/transport/index.ts';
import { guestXml } from '../guest-xml.ts';

/**
 * Two whole hosts in virtual time, with hooks, links and failures drawn from a seed: what must never happen, whatever
 * goes wrong. The code is the one that runs in real processes; only the ports differ.
 */

interface Plan {
  readonly libvirt: string;
  readonly p2p: boolean;
  readonly paused: boolean;
  /** Operation whose hook fails on either host. */
  readonly failing: { readonly source: string; readonly destination: string };
  /** Milliseconds of virtual time after which the hosts lose each other, for how long; or never. */
  readonly partition: { readonly after: number; readonly forMs: number } | null;
  /** Milliseconds after which the client is gone; or never. */
  readonly clientGone: number | null;
  /** Milliseconds after which the job is cancelled; or never. */
  readonly cancel: number | null;
  readonly rate: number;
  readonly seed: number;
}

const operation = fc.constantFrom('none', 'none', 'migrate', 'prepare', 'start', 'started', 'stopped', 'release');
const sometime = fc.option(fc.integer({ min: 0, max: 900 }), { nil: null, freq: 2 });
const plan: fc.Arbitrary<Plan> = fc.record({
  libvirt: fc.constantFrom('0.8.0', '0.8.2', '0.9.0', '0.9.2', '0.9.11', '1.2.9', '9.0.0', '11.3.0'),
  p2p: fc.boolean(),
  paused: fc.boolean(),
  failing: fc.record({ source: fc.constantFrom('none', 'stopped', 'release'), destination: operation }),
  partition: fc.option(
    fc.record({ after: fc.integer({ min: 0, max: 600 }), forMs: fc.integer({ min: 10, max: 60_000 }) }),
    { nil: null, freq: 2 },
  ),
  clientGone: sometime,
  cancel: sometime,
  rate: fc.constantFrom(1, 500, 3000),
  seed: fc.nat(),
});

const hookTakesMs = 20;

async function simulate(given: Plan) {
  const clock = virtualClock();
  const weather = createWeather({ clock });
  const network = createMemoryTransport({ clock });
  const host = (name: 'source' | 'destination') => start(name, given, clock, weather.wrap(network, name));
  const hosts = await clock.runUntil(Promise.all([host('source'), host('destination')]));
  const client = weather.wrap(network, 'client');
  const causality = relayedCausality();
  const [source, destination] = await clock.runUntil(
    Promise.all(hosts.map(({ url }) => connectToHost({ transport: client, clock, url, client: 'test', causality }))),
  );
  if (!source || !destination) throw new Error('no connection');
  const xml = guestXml({
    workload: `pattern='random' rate='${given.rate}' workingSet='2' fill='4' seed='${given.seed % 1000}'`,
  });
  const guest = await clock.runUntil(source.call('DomainCreateXML', { driver: 'qemu', xml, paused: given.paused }));
  const from = hosts.map(({ journal }) => journal.known()[journal.host] ?? 0);
  const migrating = (given.p2p ? peerToPeer : direct)(given, source, destination, guest, hosts[1]?.url ?? '').then(
    () => undefined,
    (error: LibvirtError) => error,
  );
  if (given.partition) {
    const { after, forMs } = given.partition;
    clock.after(after, () => weather.partition('source', 'destination'));
    clock.after(after + forMs, () => weather.repair('source', 'destination'));
  }
  if (given.clientGone !== null)
    clock.after(given.clientGone, () => void Promise.all([source.close(), destination.close()]));
  if (given.cancel !== null)
    clock.after(
      given.cancel,
      () => void source.call('DomainAbortJob', { driver: 'qemu', uuid: guest.uuid }).catch(() => {}),
    );
  const error = await clock.runUntil(migrating);
  await clock.advance(120_000);
  const entries = mergeJournals(hosts.flatMap(({ journal }, i) => journal.read(from[i])));
  const asker = await clock.runUntil(
    Promise.all(hosts.map(({ url }) => connectToHost({ transport: network, clock, url, client: 'asker' }))),
  );
  const states = await clock.runUntil(
    Promise.all(
      asker.map(
        async ({ call }) => (await call('ConnectListAllDomains', {})).domains[0] ?? { state: 'gone', reason: '' },
      ),
    ),
  );
  return { error, entries, states: states.map(({ state, reason }) => ({ state, reason })) };
}

function start(
  name: 'source' | 'destination',
  given: Plan,
  clock: VirtualClock,
  transport: ReturnType<typeof createMemoryTransport>,
): Promise<Host> {
  // The source's own start is not what is tested: its scripts fail only once the guest leaves.
  const script: SimulatedScript = async (argv) => {
    await new Promise<void>((done) => clock.after(hookTakesMs, done));
    return argv[2] === given.failing[name] ? { exit: 1, stderr: `${name} says no\n` } : {};
  };
  const hooks = simulatedScripts(new Map([['/hooks/qemu', script]]), clock);
  const store = memoryStore();
  return startHost({
    ...hostDefaults,
    name,
    profile: profileFor(given.libvirt),
    paths: pathsBelow('/state', '/hooks'),
    clock,
    random: seededRandom(given.seed + name.length),
    transport,
    store,
    runner: inlineRunner({ clock, transport, random: seededRandom(given.seed + 7 * name.length), store }),
    runScript: hooks.run,
    hookFiles: hooks.files,
    environment: { PATH: '/bin' },
    listen: { address: name, port: 16509 },
    threadId: 1,
  });
}

type Client = Awaited<ReturnType<typeof connectToHost>>;
type Guest = {
  readonly driver: 'qemu' | 'lxc';
  readonly name: string;
  readonly uuid: string;
  readonly id: number | null;
};

const direct = ({ libvirt, paused }: Plan, source: Client, destination: Client, domain: Guest) =>
  conduct({
    score: profileFor(libvirt).scores.qemu.migrate,
    source: remoteSource(source.call),
    destination: remoteDestination(destination.call),
    request: { domain, flags: ['live'], paused },
  });

async function peerToPeer(
  _plan: Plan,
  source: Client,
  _destination: Client,
  { driver, uuid }: Guest,
  dconnuri: string,
) {
  await source.call('DomainMigratePerform3Params', {
    driver,
    uuid,
    flags: ['live', 'p2p'],
    cookie: '',
    uri: '',
    dconnuri,
  });
}

const runs = ({ state }: { state: string }) => state === 'running';
const faults = (entries: readonly Entry[]) => entries.flatMap((entry) => (entry.kind === 'fault' ? [entry.fault] : []));

test('whatever goes wrong: the journals follow the score, and a guest runs twice only where libvirt lets it, and says so', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (given) => {
      const { entries, states, error } = await simulate(given);
      const audit = auditMigration(entries, {
        profile: profileFor(given.libvirt),
        driver: 'qemu',
        domain: 'web1',
        score: given.p2p ? 'migrate p2p' : 'migrate',
      });
      expect(audit.findings).toEqual([]);
      expect(faults(entries)).not.toContain('internal');
      const both = states.every(runs);
      if (both) expect(faults(entries)).toContain('split brain');
      if (both) expect(audit.remarks.join()).toMatch(/both hosts/);
      if (!error && given.clientGone === null) expect(states[1]?.state).toBe(given.paused ? 'paused' : 'running');
    }),
    { numRuns: 80, seed: 20101120, endOnFailure: true },
  );
});

test('the same seed gives the same journals, to the millisecond', async () => {
  const given: Plan = {
    libvirt: '9.0.0',
    p2p: false,
    paused: false,
    failing: { source: 'stopped', destination: 'none' },
    partition: null,
    clientGone: null,
    cancel: null,
    rate: 500,
    seed: 42,
  };
  const [one, two] = [await simulate(given), await simulate(given)];
  expect(one.entries.length).toBeGreaterThan(20);
  expect(two.entries).toEqual(one.entries);
});
