import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRpcDoor } from '../../src/rpc/index.ts';
import { guestXml } from '../guest-xml.ts';
import { rpcHost } from './host.ts';

/** The unmodified virsh, where it is installed. Its texts are its own; what they say comes from the host. */
const installed = spawnSync('virsh', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'hooklab-virsh-'));
const path = join(folder, 'sock');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the real virsh is installed, or its tests are left out', () => {
  const said = installed ? 'virsh drives the host' : 'virsh is not installed: its tests are left out';
  expect(said).toMatch(/virsh/);
  if (!installed) process.stderr.write(`${said}\n`);
});

/** A definition replaces another one only when it says which. */
const uuids = { g: '11111111-1111-4111-8111-111111111111', never: '22222222-2222-4222-8222-222222222222' };

const virsh = (...words: string[]) =>
  new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    execFile('virsh', ['-c', `qemu+unix:///system?socket=${path}`, ...words], (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });

describe.runIf(installed)('virsh', () => {
  let host: Awaited<ReturnType<typeof rpcHost>>;
  beforeAll(async () => {
    const hook = (argv: readonly string[]) =>
      argv[1] === 'never' && argv[2] === 'prepare' ? { exit: 1, stderr: 'no\n' } : {};
    host = await rpcHost({ libvirt: '9.0.0', hook, doors: [openRpcDoor({ unix: { path } })] });
    for (const [name, uuid] of Object.entries(uuids))
      writeFileSync(join(folder, `${name}.xml`), guestXml({ name }).replace('<metadata>', `<uuid>${uuid}</uuid>$&`));
  });
  afterAll(() => host?.shutdown());

  test('the life of a guest, in the words of the recordings', async () => {
    const file = join(folder, 'g.xml');
    expect(await virsh('define', file)).toEqual({ code: 0, out: `Domain 'g' defined from ${file}\n\n`, err: '' });
    expect((await virsh('start', 'g')).out).toBe("Domain 'g' started\n\n");
    expect((await virsh('list', '--all')).out).toBe(
      ' Id   Name   State\n----------------------\n 1    g      running\n\n',
    );
    expect((await virsh('domstate', 'g', '--reason')).out).toBe('running (booted)\n\n');
    expect((await virsh('suspend', 'g')).out).toBe("Domain 'g' suspended\n\n");
    expect((await virsh('resume', 'g')).out).toBe("Domain 'g' resumed\n\n");
    expect((await virsh('dominfo', 'g')).out).toMatch(
      /Max memory: {5}8192 KiB\n(.*\n)*Security model: none\nSecurity DOI: {3}0\n/,
    );
    expect((await virsh('managedsave', 'g')).out).toContain("Domain 'g' state saved by libvirt\n");
    expect((await virsh('list', '--all', '--managed-save')).out).toContain(' saved\n');
    expect((await virsh('start', 'g')).code).toBe(0);
    expect((await virsh('destroy', 'g')).out).toBe("Domain 'g' destroyed\n\n");
    expect((await virsh('undefine', 'g')).out).toBe("Domain 'g' has been undefined\n\n");
  });

  test('a hook that refuses', async () => {
    await virsh('define', join(folder, 'never.xml'));
    const { code, out, err } = await virsh('start', 'never');
    expect({ code, out }).toEqual({ code: 1, out: '\n' });
    expect(err).toMatch(
      /^error: Failed to start domain 'never'\nerror: Hook script execution failed: internal error: Child process \(.*\) unexpected exit status 1: no\n\n$/,
    );
  });

  test('events, as they come', async () => {
    await virsh('define', join(folder, 'never.xml'));
    const watching = virsh('event', '--event', 'lifecycle', '--domain', 'never', '--timeout', '10');
    let told: Awaited<ReturnType<typeof virsh>> | undefined;
    void watching.then((result) => {
      told = result;
    });
    // Whoever starts to watch too late sees the next change.
    while (!told) {
      await virsh('define', join(folder, 'never.xml'));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(told.out).toMatch(/^event 'lifecycle' for domain 'never': Defined Updated\nevents received: 1\n/);
  });
});
