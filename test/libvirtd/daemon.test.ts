import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { type LibvirtdOptions, libvirtdCommand, runLibvirtd } from '../../src/libvirtd/index.ts';
import { folderWith } from './folder.ts';

const hook = '#!/bin/sh\necho "$@" >> "$HOME/calls"\n';

/** A daemon in this process, with these files below its root. */
function daemon(files: Readonly<Record<string, string>> = {}, ...words: string[]) {
  const root = folderWith({ 'etc/libvirt/hooks/daemon': hook, ...files });
  chmodSync(join(root, 'etc/libvirt/hooks/daemon'), 0o755);
  return { root, ...daemonBelow(root, ...words) };
}

function daemonBelow(root: string, ...words: string[]) {
  const options = libvirtdCommand()
    .parse(['--prefix', root, ...words], { from: 'user' })
    .opts<LibvirtdOptions>();
  const actions = new Map<string, () => void>();
  let said = '';
  let ready = () => {};
  const opened = new Promise<void>((told) => {
    ready = told;
  });
  const exited = runLibvirtd(options, {
    pid: process.pid,
    environment: { HOME: root, PATH: process.env.PATH, XDG_RUNTIME_DIR: root },
    log: (line) => {
      said += line;
    },
    onSignal: (names, action) => {
      for (const name of names) actions.set(name, action);
    },
    ready,
  });
  const signal = (name: string) => actions.get(name)?.();
  onTestFinished(async () => {
    signal('SIGTERM');
    await exited;
  });
  return { opened: Promise.race([opened, exited]), exited, signal, said: () => said };
}

const mode = (path: string) => statSync(path).mode & 0o777;
const callsBelow = (root: string) => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((next) => setImmediate(next));
}

test("keeps its files at libvirt's places, opens libvirt's sockets, and leaves neither pid file nor socket", async () => {
  const { root, opened, exited, signal } = daemon({
    'etc/libvirt/libvirtd.conf': 'unix_sock_rw_perms = "0770"\nhost_uuid = "AAAAAAAA-0000-4000-8000-00000000000a"\n',
  });
  await opened;
  const [socket, readOnly, pid] = ['run/libvirt/libvirt-sock', 'run/libvirt/libvirt-sock-ro', 'run/libvirtd.pid'].map(
    (path) => join(root, path),
  ) as [string, string, string];
  expect([mode(socket), mode(readOnly)]).toEqual([0o770, 0o777]);
  expect(readFileSync(pid, 'utf8')).toBe(`${process.pid}\n`);
  expect(existsSync(join(root, 'var/log/libvirt/journal.jsonl'))).toBe(true);
  signal('SIGTERM');
  expect(await exited).toBe(0);
  expect([socket, readOnly, pid].filter((path) => existsSync(path))).toEqual([]);
});

test('runs the hook of the daemon at start, at SIGHUP and at the end', async () => {
  const { root, opened, exited, signal } = daemon();
  await opened;
  signal('SIGHUP');
  await until(() => callsBelow(root).length === 2);
  signal('SIGINT');
  await exited;
  expect(callsBelow(root)).toEqual(['- start - start', '- reload begin SIGHUP', '- shutdown - shutdown']);
});

test('ends when nobody needed it for so long', async () => {
  const { opened, exited } = daemon({}, '--timeout', '1');
  await opened;
  expect(await exited).toBe(0);
});

test('what it cannot follow is one line of the log and the exit status of libvirtd', async () => {
  const { root, exited, said } = daemon({ 'etc/libvirt/libvirtd.conf': 'max_clients = "a"' }, '--libvirt', '9.0.0');
  expect(await exited).toBe(1);
  const file = join(root, 'etc/libvirt/libvirtd.conf');
  const text = `expected an unsigned integer for 'max_clients' parameter`;
  expect(said()).toContain(`: error : main:918 : Can't load config file: internal error: ${file}: ${text}: ${file}\n`);
  expect(existsSync(join(root, 'calls'))).toBe(false);
});

test('an address that is taken: exit 6, and nothing is left', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as { port: number };
  const conf = `listen_tls = 0\nlisten_tcp = 1\nlisten_addr = "127.0.0.1"\ntcp_port = "${port}"\n`;
  const { root, exited, said } = daemon({ 'etc/libvirt/libvirtd.conf': conf }, '--listen');
  expect(await exited).toBe(6);
  expect(said()).toContain('Address already in use');
  expect(existsSync(join(root, 'run/libvirtd.pid'))).toBe(false);
});

test.each([
  ['sasl, on an address that others reach', 'listen_tcp = 1\nlisten_addr = "0.0.0.0"', 'auth_tcp: hooklab has no sasl'],
  ['certificates that are not there', 'listen_tls = 1', "Cannot read CA certificate '"],
  ['a group that nobody knows', 'unix_sock_group = "nosuch"', "Failed to parse group 'nosuch'"],
  ['permissions that are none', 'unix_sock_rw_perms = "9z"', "Failed to parse mode '9z'"],
])('%s: exit 6', async (_what, conf, words) => {
  const { exited, said } = daemon({ 'etc/libvirt/libvirtd.conf': conf });
  expect(await exited).toBe(6);
  expect(said()).toContain(words);
});

test('fewer clients than may wait to be let in: exit 3', async () => {
  const { exited, said } = daemon({ 'etc/libvirt/libvirtd.conf': 'max_clients = 1' }, '--libvirt', '9.0.0');
  expect(await exited).toBe(3);
  expect(said()).toContain('virNetServerNew:374 : internal error: The overall maximum number of clients');
});

test('settings that nobody knows are warned about', async () => {
  const { opened, said } = daemon({ 'etc/libvirt/libvirtd.conf': 'listen_tpc = 1' });
  await opened;
  expect(said()).toMatch(/ warning : hooklab : .*libvirtd\.conf: 'listen_tpc' is no setting of libvirt's\n/);
});

test('logs go where the configuration says', async () => {
  const root = folderWith();
  const file = join(root, 'all.log');
  const conf = `log_filters = "1:util.hook"\nlog_outputs = "1:file:${file}"\n`;
  const { opened, exited, signal, said } = daemon({ 'etc/libvirt/libvirtd.conf': conf }, '--libvirt', '9.0.0');
  await opened;
  signal('SIGTERM');
  await exited;
  expect(readFileSync(file, 'utf8')).toMatch(/ debug : virHookCheck:163 : Found hook script .*hooks\/daemon\n/);
  expect(said()).toBe('');
});

test('by TLS a client with a certificate is told so with one byte, another one is hung up on', async () => {
  const pem = (name: string) => resolve(`test/fixtures/tls/${name}.pem`);
  const free = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => free.once('listening', listening));
  const { port } = free.address() as { port: number };
  await new Promise((closed) => free.close(closed));
  const { opened } = daemon({
    'etc/libvirt/libvirtd.conf': `listen_tls = 1\ntls_port = "${port}"\nlisten_addr = "127.0.0.1"
      ca_file = "${pem('ca')}"\ncert_file = "${pem('host')}"\nkey_file = "${pem('host-key')}"\n`,
  });
  await opened;
  const [ca, cert, key] = ['ca', 'host', 'host-key'].map((name) => readFileSync(pem(name)));
  const answer = (socket: TLSSocket) =>
    new Promise<string>((told) => {
      socket.once('data', (bytes) => told(bytes.toString('hex')));
      socket.once('close', () => told('closed'));
      socket.on('error', () => {});
    });
  const welcome = connect({ port, ca, cert, key });
  expect(await answer(welcome)).toBe('01');
  welcome.destroy();
  expect(await answer(connect({ port, ca }))).toBe('closed');
});

test('a timeout that is no number is refused in the words of libvirtd', () => {
  expect(() => libvirtdCommand().parse(['-t', 'x'], { from: 'user' })).toThrow('Invalid value for timeout');
});
