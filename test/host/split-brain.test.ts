import { expect, test } from 'vitest';
import { conduct, remoteDestination, remoteSource } from '../../src/conductor/index.ts';
import { profileFor, startCluster } from '../../src/index.ts';
import { auditMigration } from '../../src/journal/index.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { guestXml } from '../guest-xml.ts';

test("Finish's answer is lost after the copy: the guest runs on both hosts, as in libvirt, and everybody says so", async () => {
  await using cluster = await startCluster({ libvirt: '9.0.0', hosts: { source: {}, destination: {} } });
  const guest = await cluster.source.create(guestXml());
  const there = remoteDestination((await cluster.destination.connect()).call);
  const migrating = conduct({
    score: profileFor('9.0.0').scores.qemu.migrate,
    source: remoteSource((await cluster.source.connect()).call),
    destination: {
      ...there,
      async finish(params) {
        await there.finish(params);
        throw new LibvirtError('internal error', 'client socket is closed', 'rpc');
      },
    },
    request: { domain: guest, flags: ['live'] },
  });
  await expect(migrating).rejects.toThrow('internal error: client socket is closed');
  expect(await cluster.source.domains()).toMatchObject([{ state: 'running', reason: 'migration canceled' }]);
  expect(await cluster.destination.domains()).toMatchObject([{ state: 'running', reason: 'migrated' }]);
  const fault = cluster.journal.entries().find((entry) => entry.kind === 'fault');
  expect(fault).toMatchObject({
    host: 'source',
    fault: 'split brain',
    text: "the destination's answer to Finish was lost: domain web1 runs on here, and may run there as well",
  });
  const audit = auditMigration(cluster.journal.entries(), {
    profile: profileFor('9.0.0'),
    driver: 'qemu',
    domain: 'web1',
  });
  expect(audit.outcome).toBe('left as libvirt leaves it');
  expect(audit.remarks.join(' ')).toMatch(/runs on both hosts/);
  expect(audit.findings).toEqual([]);
});
