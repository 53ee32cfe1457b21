import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../src/libvirtd/settings.ts';
import { systemPathsBelow } from '../../src/protocol/paths.ts';
import { folderWith } from './folder.ts';

/** What a daemon with these files below its root makes of them. */
function settings({
  libvirtd = '',
  qemu = '',
  listen = false,
}: {
  libvirtd?: string;
  qemu?: string;
  listen?: boolean;
}) {
  const root = folderWith({ 'etc/libvirt/libvirtd.conf': libvirtd, 'etc/libvirt/qemu.conf': qemu });
  return readSettings({ paths: systemPathsBelow(root), root, listen });
}

test("without files everything is libvirt's default", async () => {
  const root = folderWith();
  expect(await readSettings({ paths: systemPathsBelow(root), root, listen: false })).toEqual({
    sockets: { directory: join(root, 'run/libvirt'), mode: 0o700, readOnlyMode: 0o777, group: undefined },
    mostClients: 5000,
    mostWaiting: 1000,
    mostRequests: 5,
    keepalive: { intervalSeconds: 5, count: 5 },
    hostKeepalive: { intervalSeconds: 5, count: 5 },
    uuid: undefined,
    uuidSource: undefined,
    log: { level: undefined, filters: undefined, outputs: undefined },
    migration: { ports: { first: 49_152, last: 49_215 }, address: undefined, host: undefined },
    guestsAsRoot: false,
    notes: [],
  });
});

test('a file that was asked for must be there', async () => {
  const root = folderWith();
  const asked = readSettings({ paths: systemPathsBelow(root), root, listen: false, file: '/nosuch.conf' });
  await expect(asked).rejects.toThrow("Failed to open file '/nosuch.conf': No such file or directory");
});

test('TCP opens where the file says so, TLS with --listen, neither where the file says no', async () => {
  const tcp = 'listen_tcp = 1\nauth_tcp = "none"\nlisten_addr = "127.0.0.1"\ntcp_port = "16555"\n';
  expect((await settings({ libvirtd: tcp })).tcp).toEqual({ address: '127.0.0.1', port: 16_555, auth: 'none' });
  expect((await settings({ listen: true })).tls).toMatchObject({ port: 16_514 });
  expect(await settings({ libvirtd: 'listen_tls = 0', listen: true })).not.toHaveProperty('tls');
  expect((await settings({ libvirtd: 'listen_tls = 1\nca_file = "/ca.pem"' })).tls?.files).toMatchObject({
    authority: '/ca.pem',
    certificate: expect.stringMatching(/etc\/pki\/libvirt\/servercert\.pem$/),
    anyClient: false,
  });
});

test('qemu.conf says where guests wait, and as whom they run', async () => {
  const qemu = 'migration_port_min = 50000\nmigration_port_max = 50009\nmigration_host = "a.example"\nuser = "root"\n';
  expect(await settings({ qemu })).toMatchObject({
    migration: { ports: { first: 50_000, last: 50_009 }, host: 'a.example' },
    guestsAsRoot: true,
  });
});

test.each([
  ['max_clients = "a"', "expected an unsigned integer for 'max_clients' parameter"],
  ['max_clients = -1', "expected an unsigned integer for 'max_clients' parameter"],
  ['max_clients = 4294967296', "value for 'max_clients' parameter must be in range 0:4294967295"],
  ['listen_tcp = 5', "value for 'listen_tcp' parameter must be 0 or 1"],
  ['listen_addr = 5', "expected a string for 'listen_addr' parameter"],
  ['keepalive_interval = "5"', "expected a signed integer for 'keepalive_interval' parameter"],
  ['access_drivers = "a"', "expected a string list for 'access_drivers' parameter"],
  ['auth_tcp = "bad"', 'auth_tcp: unsupported auth bad'],
  ['unix_sock_rw_perms = "99"', "Failed to parse mode '99'"],
  ['listen_tcp = 1\ntcp_port = "nosuch"', "Unable to resolve address '(null)' service 'nosuch'"],
  ['max_clients = 1', 'The overall maximum number of clients must not be less than'],
  ['max_workers = 0', "'max_workers' must be greater than 0"],
])('%j is refused in the words of libvirtd 9.0.0', async (libvirtd, words) => {
  await expect(settings({ libvirtd })).rejects.toThrow(words);
});

test('what would let in people whom the file keeps out is refused, what keeps more out is told', async () => {
  await expect(settings({ libvirtd: 'tls_allowed_dn_list = ["CN=a"]' })).rejects.toThrow(
    'cannot keep anybody out by it',
  );
  const { sockets, notes } = await settings({ libvirtd: 'auth_unix_rw = "polkit"\nunix_sock_rw_perms = "0777"' });
  expect(sockets.mode).toBe(0o700);
  expect(notes).toEqual([expect.stringContaining("hooklab has no polkit, so only the socket's owner is let in")]);
});

test('settings that nobody knows are told, those that hooklab has no use for are not', async () => {
  const { notes } = await settings({ libvirtd: 'listen_tpc = 1\nprio_workers = 3', qemu: 'max_core = "unlimited"' });
  expect(notes).toEqual([expect.stringMatching(/libvirtd\.conf: 'listen_tpc' is no setting of libvirt's$/)]);
});
