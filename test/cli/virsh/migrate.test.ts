import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Conduct, DirectMigration } from '../../../src/cli/session.ts';
import { LibvirtError } from '../../../src/protocol/errors.ts';
import { commandLine, until } from '../command-line.ts';
import { type Answers, fakeHost, g, runningG } from './fake-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'hooklab-migrate-'));
const path = (name: string) => join(folder, name);
writeFileSync(path('m.xml'), '<domain>m</domain>');
writeFileSync(path('p.xml'), '<domain>p</domain>');
writeFileSync(path('token'), 'secret of b\n');
afterAll(() => rmSync(folder, { recursive: true }));

const canceled = new LibvirtError('operation aborted', "job 'migration out' canceled by client", 'qemu');

/** Two hosts, `a` here and `b`; migrations that are conducted here are noted, and end as told. */
function twoHosts({ answers = {}, conduct = async () => {} }: { answers?: Answers; conduct?: Conduct } = {}) {
  const a = fakeHost({ host: 'a', domains: [runningG], answers });
  const b = fakeHost({ host: 'b' });
  const conducted: DirectMigration[] = [];
  const noted: Conduct = (migration) => {
    conducted.push(migration);
    return conduct(migration);
  };
  const hooklab = commandLine({ hosts: { 'ws://a': a, 'ws://b': b }, conduct: noted });
  return { a, b, conducted, hooklab, run: (typed: string) => hooklab.run(...typed.split(' ')) };
}

describe('a direct migration', () => {
  test('is conducted here, with a connection to each host, and says nothing (recording 3a-direct)', async () => {
    const { a, b, conducted, hooklab, run } = twoHosts();
    expect(await run('migrate --live g ws://b')).toEqual({ exit: 0, out: '\n', err: '' });
    expect(conducted).toMatchObject([{ source: a.session, destination: b.session, domain: runningG, flags: ['live'] }]);
    expect(hooklab.connections.map(([url]) => url)).toEqual(['ws://a', 'ws://b']);
    expect([a.isClosed(), b.isClosed()]).toEqual([true, true]);
  });

  test('carries what the options say', async () => {
    const { conducted, run } = twoHosts();
    const xml = `--xml ${path('m.xml')} --persistent-xml ${path('p.xml')}`;
    await run(
      `migrate g ws://b --offline --persistent --undefinesource --dname gnew --bandwidth 7 ${xml} --unsafe --compressed`,
    );
    expect(conducted[0]).toMatchObject({
      flags: ['persistent', 'undefinesource', 'offline', 'unsafe', 'compressed'],
      dname: 'gnew',
      bandwidth: 7,
      xml: '<domain>m</domain>',
      persistentXml: '<domain>p</domain>',
    });
  });

  test('a destination nobody answers at is told before the source is asked for anything but the domain', async () => {
    const { a, run } = twoHosts();
    const err = "error: unable to connect to server at '127.0.0.1:1': Connection refused\n";
    expect(await run('migrate --live g ws://127.0.0.1:1')).toEqual({ exit: 1, out: '\n', err });
    expect(a.names()).toEqual(['DomainLookup']);
  });

  test('fails with the error it is told, in one line (recording 3e-B-start-fails-direct)', async () => {
    const text =
      'internal error: Child process (LC_ALL=C /etc/libvirt/hooks/qemu g start begin -) unexpected exit status 1: B says no\n';
    const { run } = twoHosts({ conduct: () => Promise.reject(new LibvirtError('hook failed', text, 'hook')) });
    const err = `error: Hook script execution failed: ${text}\n`;
    expect(await run('migrate --live g ws://b')).toEqual({ exit: 1, out: '\n', err });
  });

  test('the token of the destination comes from a file, the URL or the environment', async () => {
    for (const [typed, token] of [
      [`migrate g ws://b --token-file ${path('token')}`, 'secret of b'],
      ['migrate g ws://b?token=in-url', 'in-url'],
    ] as const) {
      const { hooklab, run } = twoHosts();
      expect((await run(typed)).exit).toBe(0);
      expect(hooklab.connections[1]).toMatchObject(['ws://b', { token }]);
    }
  });

  test("notices of the destination are told too: that is where a migration's hooks run", async () => {
    const { b, run } = twoHosts({
      conduct: async () => b.notice('the call waits for the running hook qemu g start begin -'),
    });
    expect((await run('migrate g ws://b')).err).toBe(
      'warning: the call waits for the running hook qemu g start begin -\n',
    );
  });
});

describe('a peer-to-peer migration', () => {
  test('is one call to the source, which connects by itself', async () => {
    const { a, hooklab, run } = twoHosts();
    expect(await run('migrate --live --p2p --tunnelled g ws://b?token=t --migrateuri tcp:b:49152')).toMatchObject({
      exit: 0,
      out: '\n',
    });
    expect(hooklab.connections).toHaveLength(1);
    expect(a.calls.at(-1)).toEqual([
      'DomainMigratePerform3Params',
      {
        driver: 'qemu',
        uuid: g.uuid,
        flags: ['live', 'p2p', 'tunnelled'],
        cookie: '',
        uri: 'tcp:b:49152',
        dconnuri: 'ws://b?token=t',
      },
    ]);
  });
});

describe('while a migration runs', () => {
  /** A migration that ends when the test says so. */
  function underWay(typed: string, answers: Answers = {}) {
    const end = deferred();
    const hosts = twoHosts({
      answers: {
        DomainAbortJob() {
          end.reject(canceled);
          return {};
        },
        ...answers,
      },
      conduct: () => end.promise,
    });
    const ran = hosts.run(typed);
    return { ...hosts, ran, end: end.resolve, started: until(() => hosts.conducted.length === 1) };
  }
  function deferred() {
    const parts = {} as { resolve: () => void; reject: (error: Error) => void };
    const promise = new Promise<void>((resolve, reject) => Object.assign(parts, { resolve, reject }));
    return { promise, ...parts };
  }

  test('Ctrl-C aborts the job, and virsh fails with that (recording 3g-ctrl-c-tty-direct)', async () => {
    const { a, hooklab, ran, started } = underWay('migrate --live g ws://b');
    await started;
    hooklab.interrupt();
    const err = "error: operation aborted: job 'migration out' canceled by client\n";
    expect(await ran).toEqual({ exit: 1, out: '\n', err });
    expect(a.calls.at(-1)).toEqual(['DomainAbortJob', { driver: 'qemu', uuid: g.uuid }]);
  });

  test('a second Ctrl-C leaves at once and closes both connections', async () => {
    const { a, b, hooklab, ran, started, conducted } = underWay('migrate --live g ws://b', {
      DomainAbortJob: () => ({}),
    });
    await started;
    hooklab.interrupt();
    hooklab.interrupt();
    expect(await ran).toEqual({ exit: 130, out: '', err: '' });
    expect(conducted[0]?.signal.aborted).toBe(true);
    expect([a.isClosed(), b.isClosed()]).toEqual([true, true]);
  });

  test('--verbose shows how far it is every half second, and 100 only at the end', async () => {
    const left = [1000, 930, 4];
    const stats: Answers = {
      DomainGetJobStats: () => ({
        type: 'Unbounded',
        operation: 'Outgoing migration',
        stats: { data_total: 1000, data_remaining: left.shift() ?? 1 },
      }),
    };
    const { hooklab, ran, started, end } = underWay('migrate --live --verbose g ws://b', stats);
    await started;
    await hooklab.clock.advance(2000);
    end();
    expect(await ran).toEqual({
      exit: 0,
      out: '\n',
      err: '\rMigration: [  0 %]\rMigration: [  7 %]\rMigration: [ 99 %]\rMigration: [ 99 %]\rMigration: [100 %]',
    });
  });

  test('without --verbose nobody asks', async () => {
    const { a, hooklab, ran, started, end } = underWay('migrate --live g ws://b');
    await started;
    await hooklab.clock.advance(5000);
    end();
    await ran;
    expect(a.names()).toEqual(['DomainLookup']);
  });

  test('--timeout suspends the guest once, so that it arrives (recording 3b-timeout-suspend)', async () => {
    const { a, hooklab, ran, started, end } = underWay('migrate --live --timeout 2 g ws://b');
    await started;
    await hooklab.clock.advance(2000);
    expect(a.names()).toEqual(['DomainLookup']);
    await hooklab.clock.advance(5000);
    end();
    expect(await ran).toEqual({ exit: 0, out: '\n', err: '' });
    expect(a.names()).toEqual(['DomainLookup', 'DomainSuspend']);
  });

  test('a source that goes away is told as virsh tells it (recording 3i-libvirtd-A-KILL-p2p)', async () => {
    const gone = new LibvirtError('system error', 'End of file while reading data: Input/output error', 'rpc');
    const { a, run } = twoHosts({
      conduct: async () => {
        a.lose('connection cut');
        throw gone;
      },
    });
    const err =
      'error: Disconnected from ws://a due to end of file\nerror: End of file while reading data: Input/output error\n';
    expect(await run('migrate --live g ws://b')).toEqual({ exit: 1, out: '\n', err });
  });
});

describe('what virsh refuses', () => {
  test.each([
    ['--live --offline', 'Options --live and --offline are mutually exclusive'],
    ['--timeout 5', 'migrate: Unexpected timeout for offline migration'],
    ['--live --timeout-suspend', 'migrate: Unexpected --timeout-* option without --timeout'],
    [
      '--live --timeout 5 --postcopy --timeout-suspend --timeout-postcopy',
      'Options --timeout-suspend and --timeout-postcopy are mutually exclusive',
    ],
    ['--live --timeout 5 --timeout-postcopy', 'Option --postcopy is required by option --timeout-postcopy'],
    ['--postcopy-after-precopy', 'Option --postcopy is required by option --postcopy-after-precopy'],
    ['--persistent-xml /x', 'Option --persistent is required by option --persistent-xml'],
    ['--tls-destination b', 'Option --tls is required by option --tls-destination'],
    ['--live --timeout -1', "Numeric value '-1' for <timeout> option is malformed or out of range"],
    ['--bandwidth fast', "Numeric value 'fast' for <bandwidth> option is malformed or out of range"],
    ['--live --tunnelled', 'cannot perform tunnelled migration without using peer2peer flag'],
    ['--live --direct', 'argument unsupported: direct migration is not supported by the source host'],
    [
      '--copy-storage-all --copy-storage-inc',
      "Flags 'VIR_MIGRATE_NON_SHARED_DISK' and 'VIR_MIGRATE_NON_SHARED_INC' are mutually exclusive",
    ],
  ])('migrate %s', async (options, text) => {
    const { conducted, a, run } = twoHosts();
    expect(await run(`migrate g ws://b ${options}`)).toEqual({ exit: 1, out: '\n', err: `error: ${text}\n` });
    expect(conducted).toEqual([]);
    expect(a.names().filter((name) => name !== 'DomainLookup')).toEqual([]);
  });

  test('a file that cannot be read', async () => {
    const { err } = await twoHosts().run('migrate g ws://b --xml /nosuch/m.xml');
    expect(err).toBe(
      "error: cannot read file '/nosuch/m.xml'\nerror: Failed to open file '/nosuch/m.xml': No such file or directory\n",
    );
  });

  test('a domain that is not there, before any destination is asked', async () => {
    const { hooklab, run } = twoHosts();
    expect(await run('migrate --live nosuch ws://b')).toEqual({
      exit: 1,
      out: '\n',
      err: "error: failed to get domain 'nosuch'\n",
    });
    expect(hooklab.connections).toHaveLength(1);
  });
});
