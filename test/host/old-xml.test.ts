import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCluster } from '../../src/index.ts';
import { guestXml } from '../guest-xml.ts';

/** A hooks directory whose qemu script keeps what it reads, and rewrites the guest's XML at `migrate`. */
function keepingHooks() {
  const directory = mkdtempSync(join(tmpdir(), 'hooklab-old-xml-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const script = join(directory, 'qemu');
  const rewrite = 's,</name>,</name><description>by the hook</description>,';
  writeFileSync(script, `#!/bin/sh\nif [ "$2" = migrate ]; then sed '${rewrite}'; else exec cat >/dev/null; fi\n`);
  chmodSync(script, 0o755);
  return directory;
}

test.each(['0.9.11', '1.0.3', '1.2.4'])(
  'a filter hook rewrites the XML of libvirt %s, and the guest arrives',
  async (libvirt) => {
    const [source, destination] = [keepingHooks(), keepingHooks()];
    const cluster = await startCluster({
      libvirt,
      hosts: { source: { hooks: source }, destination: { hooks: destination } },
    });
    onTestFinished(() => cluster[Symbol.asyncDispose]());
    const guest = await cluster.source.create(guestXml());
    const result = await guest.migrate(cluster.destination, { live: true });
    expect(result.outcome).toBe('migrated');
    const { call } = cluster.destination.client();
    const { uuid } = await call('DomainLookup', { driver: 'qemu', key: 'web1' });
    const { xml } = await call('DomainGetXMLDesc', { driver: 'qemu', uuid });
    expect(xml).toContain('<description>by the hook</description>');
    expect(xml.includes("<controller type='pci'")).toBe(libvirt === '1.2.4');
  },
);
