import { expect, test } from 'vitest';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { errorLine, located, origins } from '../../src/protocol/origins.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';

const profile = profileFor('9.0.0');

test('an error is logged with the function that raises it and its line in 9.0.0', () => {
  const error = new LibvirtError('operation aborted', "job 'migration out' canceled by client", 'qemu');
  expect(errorLine(profile, error)).toEqual({
    level: 'error',
    text: "qemuMigrationJobCheckStatus:1880 : operation aborted: job 'migration out' canceled by client",
  });
});

test('a procedure that a driver does not have is told by its own name', () => {
  const { text } = errorLine(profile, new LibvirtError('no support', 'virDomainQemuAttach'));
  expect(text).toBe(
    'virDomainQemuAttach : this function is not supported by the connection driver: virDomainQemuAttach',
  );
});

test.for([
  ['no domain', "no domain with matching name 'g'"],
  ['operation invalid', 'domain is not running'],
] as const)('%s says that something is not as expected: a debug line', ([kind, detail]) => {
  expect(errorLine(profile, new LibvirtError(kind, detail)).level).toBe('debug');
});

test('lines of source are told only where they are known', () => {
  expect(located(profile, origins.taint)).toBe('qemuDomainObjTaintMsg:6603');
  expect(located(profileFor('10.5.0'), origins.taint)).toBe('qemuDomainObjTaintMsg');
  expect(located(profileFor('1.2.9'), origins.taint)).toBe('qemuDomainObjTaintMsg');
});
