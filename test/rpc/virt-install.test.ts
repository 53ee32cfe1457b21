import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openRpcDoor } from '../../src/rpc/index.ts';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { rpcHost } from './host.ts';

/** The unmodified virt-install, where it is installed. */
const installed = spawnSync('virt-install', ['--version']).status === 0;

test('virt-install is installed, or its test is left out', () => {
  const said = installed ? 'virt-install drives the host' : 'virt-install is not installed: its test is left out';
  expect(said).toMatch(/virt-install/);
  if (!installed) process.stderr.write(`${said}\n`);
});

test.runIf(installed)(
  'a guest with a new disk is made and started',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hooklab-virt-install-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const socket = join(folder, 'sock');
    const host = await rpcHost({ libvirt: '9.0.0', doors: [openRpcDoor({ unix: { path: socket } })] });
    onTestFinished(() => host.shutdown());
    const disk = `path=${join(folder, 'v1.img')},size=0.01,format=raw`;
    const words = ['--connect', `qemu+unix:///system?socket=${socket}`, '--name', 'v1', '--memory', '64', '--import'];
    const more = [
      '--disk',
      disk,
      '--os-variant',
      'generic',
      '--graphics',
      'none',
      '--network',
      'none',
      '--noautoconsole',
    ];
    const { code, out, err } = await new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
      execFile('virt-install', [...words, ...more], (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, out: stdout, err: stderr }),
      );
    });
    expect({ code, out, err }).toEqual({
      code: 0,
      err: expect.anything(),
      out: expect.stringContaining('Domain creation completed.'),
    });
    const client = await host.open();
    const { dom } = await client.call(rows.DomainLookupByName, { name: 'v1' });
    expect(await client.call(rows.DomainGetState, { dom, flags: 0 })).toMatchObject({ state: 1 });
    expect((await client.call(rows.DomainGetXMLDesc, { dom, flags: 0 })).xml).toContain(join(folder, 'v1.img'));
  },
  30_000,
);
