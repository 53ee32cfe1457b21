import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startCluster } from '../../src/index.ts';

const example = (path: string) => readFileSync(`examples/${path}.xml`, 'utf8');

test('the examples: a guest on the default network, and one that the network hook keeps off it', async () => {
  await using cluster = await startCluster({
    libvirt: '11.3.0',
    hosts: { source: { hooks: 'examples/hooks/source' } },
  });
  const { call } = cluster.source.client();
  const { uuid } = await call('NetworkDefineXML', { xml: example('networks/default') });
  await call('NetworkCreate', { uuid });
  const guest = await cluster.source.create(example('guests/web-net'));
  expect(await guest.xml()).toMatch(/<source network='default' portid='[0-9a-f-]{36}' bridge='virbr0'\/>/);
  const kept = example('guests/web-net')
    .replace('<name>web-net', '<name>quarantined-1')
    .replace(/<uuid>.*<\/uuid>/, '');
  await expect(cluster.source.create(kept)).rejects.toThrow(/quarantined-1 may not join network default/);
});
