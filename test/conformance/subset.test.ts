import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { judge } from './run.ts';

/** A few quick recordings of each group; `npm run conformance` replays all of them. */
const scenarios = [
  '1b-daemon-fail-reload',
  '1g-qemu.d-fail-two',
  '2a-lifecycle',
  '2c-restore-hook-garbage',
  '2c-restore-out-features',
  '2d-managedsave-start-paused',
  '2h-started-exit1-nonewline',
  '3a-p2p',
  '3b-offline-xml',
  '3b-xml',
  '3d-migrate-chain-middle-silent',
  '3e-B-start-fails-direct',
  '7d-daemon-env-systemd-like',
  '7e-lxc-lifecycle',
];

const program = [process.execPath, fileURLToPath(new URL('../../bin/hooklab', import.meta.url))];
const recording = (scenario: string) => fileURLToPath(new URL(`../recordings/${scenario}.json`, import.meta.url));

describe.concurrent('hooklab does what real libvirt was recorded to do', () => {
  test.for(scenarios)('%s', async (scenario) => {
    const { compared } = await judge(recording(scenario), { program, keep: false });
    expect(compared.filter(({ difference }) => difference !== undefined)).toEqual([]);
  });
});
