import { expect, test } from 'vitest';
import { logSettings } from '../../src/libvirtd/log-settings.ts';

const hook = (level: 'debug' | 'info' | 'warning' | 'error') => ({
  level,
  text: 'virHookCheck:163 : Found hook script',
});
const quiet = { verbose: false };

test('warnings and errors go to stderr, and more with -v', () => {
  const { outputs, admits } = logSettings(quiet);
  expect(outputs).toEqual([{ level: 'debug' }]);
  expect([admits(hook('info')), admits(hook('warning'))]).toEqual([false, true]);
  expect(logSettings({ verbose: true }).admits(hook('info'))).toBe(true);
  expect(logSettings({ level: 4, verbose: false }).admits(hook('warning'))).toBe(false);
});

test('a filter holds for the part of libvirt it names, the first one that fits', () => {
  const { admits } = logSettings({ ...quiet, level: 3, filters: '1:util.hook 4:util 4:qemu*process' });
  expect(admits(hook('debug'))).toBe(true);
  expect(admits({ level: 'error', text: 'virCommandWait:2725 : x' })).toBe(true);
  expect(admits({ level: 'warning', text: 'virCommandWait:2725 : x' })).toBe(false);
  expect(admits({ level: 'warning', text: 'qemuProcessStop:1 : x' })).toBe(false);
  expect(admits({ level: 'warning', text: 'qemuDomainObjTaintMsg:6603 : x' })).toBe(true);
});

test('outputs have levels of their own; what hooklab has not goes to stderr, and that is told', () => {
  const { outputs, notes } = logSettings({ ...quiet, outputs: '1:file:/var/log/x.log 3:syslog:libvirtd' });
  expect(outputs).toEqual([{ level: 'debug', path: '/var/log/x.log' }, { level: 'warning' }]);
  expect(notes).toEqual([expect.stringContaining('hooklab has no syslog')]);
});

test.each([
  [{ outputs: '9:stderr' }, "Invalid log priority '9' for log output '9:stderr'"],
  [{ outputs: '3:bogus' }, "Invalid log destination 'bogus' for log output '3:bogus'"],
  [{ outputs: '3:file' }, "Log output '3:file' does not meet the format requirements for destination type 'file'"],
  [{ filters: 'x:util' }, "Invalid priority 'x' for filter 'x:util'"],
  [{ filters: '1:' }, "Invalid match string ''"],
  [{ level: 9 }, "Failed to set logging priority, argument '9' is invalid"],
])('%j is refused in the words of libvirtd 9.0.0', (conf, words) => {
  expect(() => logSettings({ ...quiet, ...conf })).toThrow(`invalid argument: ${words}`);
});
