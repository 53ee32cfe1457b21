import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { twoHosts } from './migrating.ts';

/** The system's Python with libvirt's own binding; another Python on the path may not have it. */
const python = ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', 'import libvirt']).status === 0);
const example = (name: string) => fileURLToPath(new URL(`../../examples/python/${name}`, import.meta.url));

test('python3-libvirt is installed, or its test is left out', () => {
  const said = python ? 'python3-libvirt drives the hosts' : 'python3-libvirt is not installed: its test is left out';
  expect(said).toMatch(/python3-libvirt/);
  if (!python) process.stderr.write(`${said}\n`);
});

/** The order in which two hosts' events arrive at one program is not libvirt's to say. */
const from = (host: string, out: string) => out.split('\n').filter((line) => line.startsWith(`${host}: busy1 `));
const events = (host: string, words: string) => words.split(' ').map((word) => `${host}: busy1 ${word}`);

test.runIf(python)(
  'a program written for a cluster runs unchanged',
  async () => {
    const hosts = await twoHosts();
    onTestFinished(hosts.close);
    const words = [example('evacuate.py'), hosts.uri('hosta'), hosts.uri('hostb'), example('guest.xml')];
    const { code, out, err } = await new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
      execFile(python ?? '', words, { timeout: 20_000 }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, out: stdout, err: stderr }),
      );
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').filter((line) => line !== '' && !line.includes(' busy1 '))).toEqual([
      'source: running',
      expect.stringMatching(/^job: \d+ of \d+ bytes$/),
      "aborted: operation aborted: job 'migration out' canceled by client",
      'source: running',
      'destination: 0 guests',
    ]);
    expect(out).toMatch(/^direct: busy1 running$[\s\S]*^peer-to-peer: busy1 running$/m);
    expect(from('destination', out)).toEqual(
      events('destination', 'Started Stopped Started Defined Resumed Suspended Stopped'),
    );
    expect(from('source', out).slice(0, 5)).toEqual(events('source', 'Defined Resumed Started Suspended Stopped'));
  },
  30_000,
);
