import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock/index.ts';
import { openRpcDoor } from '../../src/rpc/index.ts';
import { wireParameters } from '../../src/rpc/migration/index.ts';
import { remoteRows } from '../../src/rpc/procedures/index.ts';
import type { DomainValue } from '../../src/rpc/types/common.ts';
import { createMemoryTransport } from '../../src/transport/index.ts';
import { guestXml } from '../guest-xml.ts';
import type { RpcTestClient } from './client.ts';
import { rpcHost } from './host.ts';

/** Two hosts whose guests reach each other unless they are apart, with sockets for peer-to-peer; what hooks were called with is kept in order. */
export async function twoHosts({ libvirt = '9.0.0', refuse = '', apart = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-rpc-'));
  const together = createMemoryTransport({ clock: systemClock });
  const transportOf = () => (apart ? createMemoryTransport({ clock: systemClock }) : together);
  const calls: string[] = [];
  const hostOf = (name: string) =>
    rpcHost({
      ...{ name, transport: transportOf(), libvirt },
      doors: [openRpcDoor({ unix: { path: join(folder, name) } })],
      hook: (argv) => {
        const call = `${name} ${argv.slice(2, 4).join(' ')}`;
        calls.push(call);
        return call === refuse ? { exit: 1, stderr: 'no\n' } : {};
      },
    });
  const [a, b] = [await hostOf('hosta'), await hostOf('hostb')];
  return {
    ...{ a, b, calls },
    uri: (name: string) => `qemu+unix:///system?socket=${join(folder, name)}`,
    async close() {
      await Promise.all([a.shutdown(), b.shutdown()]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** A guest that runs on the host behind the connection; the calls of its start are forgotten. */
export async function runningGuest(client: RpcTestClient, calls: string[]): Promise<DomainValue> {
  const { dom } = await client.call(remoteRows.DomainCreateXML, { xmlDesc: guestXml({ name: 'g' }), flags: 0 });
  calls.length = 0;
  return dom;
}

/** virDomainMigrateFlags. */
export const live = 1;
export const p2p = 2;
export const tunnelled = 4;

/** libvirt's client as a conductor: each phase hands on what the one before it brought. */
export function conductor(source: RpcTestClient, destination: RpcTestClient, dom: DomainValue, flags = live) {
  const carried = { cookie: new Uint8Array() as Uint8Array, xml: '', uri: '' };
  const keep = (given: { cookieOut: Uint8Array; xml?: string; uriOut?: string | null }) => {
    carried.cookie = given.cookieOut;
    carried.xml = given.xml ?? carried.xml;
    carried.uri = given.uriOut ?? carried.uri;
    return given;
  };
  const given = () => ({ cookieIn: carried.cookie, flags });
  return {
    carried,
    begin: async () => keep(await source.call(remoteRows.DomainMigrateBegin3Params, { dom, params: [], flags })),
    async prepare(migrateUri?: string) {
      const params = wireParameters({ destination_xml: carried.xml, migrate_uri: migrateUri });
      return keep(await destination.call(remoteRows.DomainMigratePrepare3Params, { params, ...given() }));
    },
    async perform() {
      const params = wireParameters({ migrate_uri: carried.uri });
      const asked = { dom, dconnuri: null, params, ...given() };
      return keep(await source.call(remoteRows.DomainMigratePerform3Params, asked));
    },
    async finish(cancelled = 0) {
      const params = wireParameters({ destination_name: dom.name });
      const answer = await destination.call(remoteRows.DomainMigrateFinish3Params, { params, ...given(), cancelled });
      keep(answer);
      return answer.dom;
    },
    confirm: (cancelled = 0) =>
      source.call(remoteRows.DomainMigrateConfirm3Params, { dom, params: [], ...given(), cancelled }),
  };
}
