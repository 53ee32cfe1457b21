import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/clock/index.ts';
import { parseDomainXml } from '../../../src/domain/definition/index.ts';
import { createLock } from '../../../src/domain/lock.ts';
import { createRegistry } from '../../../src/domain/registry.ts';
import {
  active,
  allocatePort,
  createDeviceNames,
  createNetworkList,
  parseNetworkXml,
} from '../../../src/network/index.ts';
import { reconnectPorts, type Services } from '../../../src/player/index.ts';
import { profileFor } from '../../../src/protocol/profiles/index.ts';
import { parseXml } from '../../../src/xml/tree.ts';

const random = seededRandom(5);

/** A host that has found a running guest again, with one card on its one network. */
function foundAgain(libvirt: string) {
  const networks = createNetworkList({ createLock });
  const network = networks.add(parseNetworkXml("<network><name>n</name><bridge name='b0'/></network>", { random }));
  network.status = active();
  const card =
    "<interface type='network'><mac address='52:54:00:11:11:11'/><source network='n'/><target dev='vnet4'/></interface>";
  const xml = `<domain type='qemu'><name>g</name><memory>8192</memory><os><type>hvm</type></os><devices>${card}</devices></domain>`;
  const domain = createRegistry({ locks: 'domain' }).add(parseDomainXml(xml, { driver: 'qemu', random, live: true }));
  const { name, uuid } = domain.definition;
  const port = allocatePort(network, { uuid, owner: { name, uuid }, mac: '52:54:00:11:11:11', card: parseXml(card) });
  network.status.ports.set(port.uuid, port);
  const called: string[] = [];
  const services = {
    ...{ networks, random, profile: profileFor(libvirt), deviceNames: createDeviceNames() },
    ...{ deadlock: { afterMs: 1, action: 'report' }, clock: { after: () => ({ cancel() {} }) } },
    hooks: {
      async call({ operation }: { operation: string }) {
        called.push(operation);
        return { status: 'no hook', logs: [], scripts: [] };
      },
    },
    hooksNow: new AbortController(),
  } as unknown as Services;
  return { services, domain, called };
}

test('the devices of a guest that lived on keep their names, and new ones come after them', async () => {
  const { services, domain } = foundAgain('9.0.0');
  await reconnectPorts(services, domain);
  expect(services.deviceNames.next('vnet')).toBe('vnet5');
});

test.each([
  ['5.4.0', ['plugged']],
  ['9.0.0', []],
])('in %s the guest that is found again has its ports renewed by %j', async (libvirt, calls) => {
  const { services, domain, called } = foundAgain(libvirt);
  await reconnectPorts(services, domain);
  expect(called).toEqual(calls);
});
