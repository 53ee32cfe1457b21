import { expect, test } from 'vitest';
import { hostCommand, type ProcessOptions } from '../../src/host/process-options.ts';

const parsed = (...words: string[]) =>
  hostCommand('host')
    .parse(['--state', '/state', ...words], { from: 'user' })
    .opts<ProcessOptions>().migrationPorts;

test('the ports of migration streams can be set, as in qemu.conf', () => {
  expect(parsed()).toBeUndefined();
  expect(parsed('--migration-ports', '49152-49300')).toEqual({ first: 49_152, last: 49_300 });
  expect(parsed('--migration-ports', '50000-50000')).toEqual({ first: 50_000, last: 50_000 });
});

test.each(['49152', '0-10', '49215-49152', '49152-70000', '-', 'a-b', '49152-'])('%s is no range', (text) => {
  expect(() => parsed(`--migration-ports=${text}`)).toThrow(
    `--migration-ports wants two ports such as 49152-49215, not '${text}'`,
  );
});
