import { expect, test } from 'vitest';
import type { ResultOf } from '../../../src/protocol/messages.ts';
import { commandLine } from '../command-line.ts';
import { fakeHost, g } from './fake-host.ts';

const info: ResultOf<'DomainGetInfo'> = {
  ...g,
  id: 1,
  state: 'shutoff',
  reason: 'destroyed',
  persistent: true,
  autostart: false,
  osType: 'hvm',
  maxMemoryKib: 65536,
  usedMemoryKib: 65536,
  cpus: 1,
  cpuTimeNs: 0,
  managedSave: false,
  ticks: 0,
  securityModel: 'none',
};
const dominfo = async (more: Partial<typeof info> = {}) => {
  const host = fakeHost({ answers: { DomainGetInfo: () => ({ ...info, ...more }) } });
  return (await commandLine({ hosts: { 'ws://a': host } }).run('dominfo', 'g')).out;
};

test('is the table of recording 5b-same-domain-start-sleeps, with what that one could not be told', async () => {
  expect(await dominfo()).toBe(
    [
      'Id:             1',
      'Name:           g',
      'UUID:           11111111-1111-4111-8111-111111111111',
      'OS Type:        hvm',
      'State:          shut off',
      'CPU(s):         1',
      'Max memory:     65536 KiB',
      'Used memory:    65536 KiB',
      'Persistent:     yes',
      'Autostart:      disable',
      'Managed save:   no',
      'Security model: none',
      'Security DOI:   0',
      '',
      '',
    ].join('\n'),
  );
});

test('shows what a domain has: no id, a managed save (recording 2d), time on the processor', async () => {
  const text = await dominfo({ id: null, managedSave: true, autostart: true, persistent: false, cpuTimeNs: 1.25e9 });
  expect(text).toContain('Id:             -\n');
  expect(text).toContain('CPU(s):         1\nCPU time:       1.3s\nMax memory:');
  expect(text).toContain('Persistent:     no\nAutostart:      enable\nManaged save:   yes\n');
});
