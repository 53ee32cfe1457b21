import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { startCluster } from '../../src/index.ts';
import { blockAt } from '../blocking-hooks.ts';
import { guestXml } from '../guest-xml.ts';

const deadlock = { afterSeconds: 0.1 } as const;

async function hangingAt(
  operation: string,
  libvirt: string,
  action: 'report' | 'fail',
  { onTestFinished }: TestContext,
) {
  const hooks = blockAt(operation);
  onTestFinished(hooks.remove);
  const cluster = await startCluster({
    libvirt,
    hosts: { alone: { hooks: hooks.directory } },
    deadlock: { ...deadlock, action },
  });
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  onTestFinished(hooks.letGo);
  const other = await cluster.alone.define(guestXml({ name: 'other' }));
  const guest = await cluster.alone.define(guestXml());
  const starting = guest.start();
  starting.catch(() => {});
  await hooks.reached();
  return { cluster, guest, other, starting, letGo: hooks.letGo };
}

/** What a call has come to by the time that the host tells of a deadlock. */
async function afterTheWarning<T>(
  cluster: Awaited<ReturnType<typeof hangingAt>>['cluster'],
  work: Promise<T>,
): Promise<string> {
  const told = new Promise<string>((done) => cluster.alone.client().onNotice((text) => done(`waits: ${text}`)));
  return Promise.race([
    told,
    work.then(
      () => 'answered',
      (error: Error) => `failed: ${error.message}`,
    ),
  ]);
}

test.for([
  ['prepare', 'starting up'],
  ['start', 'starting up'],
  ['started', 'booted'],
] as const)(
  'while %s runs, a question about the same guest waits, and is told why',
  async ([operation, reason], context) => {
    const { cluster, guest, starting, letGo } = await hangingAt(operation, '9.0.0', 'report', context);
    const asking = cluster.alone.client().call('DomainGetState', { driver: 'qemu', uuid: guest.uuid });
    expect(await afterTheWarning(cluster, asking)).toMatch(
      new RegExp(
        `^waits: DomainGetState for domain 'web1', a call of the library, waits for hook script \\S+/qemu \\(web1 ${operation}\\)`,
      ),
    );
    letGo();
    await starting;
    // It gets in when QEMU is launched, as soon as the hooks before that are over (recording 5b-same-domain-start-sleeps).
    expect(await asking).toMatchObject({ reason });
    expect(cluster.journal.entries()).toContainEqual(
      expect.objectContaining({ kind: 'fault', fault: 'deadlock', domain: 'web1' }),
    );
  },
);

test('a list waits as well, another guest does not', async (context) => {
  const { cluster, other, starting, letGo } = await hangingAt('start', '9.0.0', 'report', context);
  const listing = cluster.alone.domains();
  expect(await afterTheWarning(cluster, listing)).toMatch(/^waits: ConnectListAllDomains/);
  await expect(
    cluster.alone.client().call('DomainGetState', { driver: 'qemu', uuid: other.uuid }),
  ).resolves.toBeDefined();
  letGo();
  await starting;
  await listing;
});

test('libvirt 0.8 held the whole driver: another guest waits too', async (context) => {
  const { cluster, other, starting, letGo } = await hangingAt('start', '0.8.2', 'report', context);
  const asking = cluster.alone.client().call('DomainGetState', { driver: 'qemu', uuid: other.uuid });
  expect(await afterTheWarning(cluster, asking)).toMatch(/^waits: DomainGetState for domain 'other'/);
  letGo();
  await starting;
  await asking;
});

test('with fail, the waiting call is answered with the same sentence, and the guest starts all the same', async (context) => {
  const { cluster, guest, starting, letGo } = await hangingAt('start', '9.0.0', 'fail', context);
  const asking = cluster.alone.client().call('DomainSuspend', { driver: 'qemu', uuid: guest.uuid });
  await expect(asking).rejects.toThrow(
    /^Timed out during operation: DomainSuspend for domain 'web1', a call of the library, waits for hook script/,
  );
  letGo();
  const running = await starting;
  expect((await running.state()).state).toBe('running');
});

test("hooklab's own verb, run from inside the hook, is named as the hook's", async ({ onTestFinished }) => {
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-callback-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'hooks'));
  const url = join(folder, 'url');
  const answer = join(folder, 'answer');
  writeFileSync(
    join(folder, 'hooks', 'qemu'),
    `#!/bin/sh\n[ "$2" = start ] || exit 0\n"${process.execPath}" "${resolve('bin/hooklab')}" -c "$(cat ${url})" domstate "$1" 2>"${answer}"\nexit 0\n`,
  );
  chmodSync(join(folder, 'hooks', 'qemu'), 0o755);
  await using cluster = await startCluster({
    libvirt: '9.0.0',
    processes: true,
    hosts: { alone: { hooks: join(folder, 'hooks') } },
    deadlock: { ...deadlock, action: 'fail' },
  });
  writeFileSync(url, cluster.alone.url());
  await cluster.alone.create(guestXml());
  const fault = cluster.journal.entries().find((entry) => entry.kind === 'fault');
  expect(fault).toMatchObject({
    fault: 'deadlock',
    text: expect.stringContaining('a call made from inside that hook'),
  });
});
