import { expect, test } from 'vitest';
import { madeUpInput } from '../../src/cli/call/input.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import type { HookDriver, Operation } from '../../src/protocol/vocabulary.ts';

/** What `hooklab call` puts on a script's stdin where the user gave no XML: a real guest's text, as that hook sees it. */

const stdin = (driver: HookDriver, operation: Operation, release = '11.3.0') =>
  madeUpInput({ driver, object: 'web<1', operation, profile: profileFor(release) }) ?? '';

test('a guest shows what it is at that hook', () => {
  expect(stdin('qemu', 'prepare')).toMatch(/^<domain type='qemu' id='1'>\n {2}<name>web&lt;1<\/name>/);
  expect(stdin('qemu', 'prepare')).not.toContain('<alias');
  expect(stdin('qemu', 'start')).toContain('<alias');
  expect(stdin('qemu', 'stopped')).toMatch(/^<domain type='qemu'>\n/);
  expect(stdin('qemu', 'stopped', '0.9.4')).toMatch(/^<domain type='qemu' id='1'>\n/);
  expect(stdin('qemu', 'migrate')).toMatch(/^<domain type='qemu'>\n/);
  expect(stdin('lxc', 'stopped')).toMatch(/^<domain type='lxc' id='1'>\n/);
});

test('the drivers of other hypervisors get a plain guest of theirs', () => {
  expect(stdin('libxl', 'start')).toMatch(/^<domain type='xen' id='1'>\n/);
  expect(stdin('bhyve', 'release')).toMatch(/^<domain type='bhyve'>\n/);
});

test("a network's hooks read <hookData> with the members of the release", () => {
  expect(stdin('network', 'start')).toMatch(/^<hookData>\n {2}<network>\n {4}<name>web&lt;1<\/name>.*<\/hookData>$/s);
  expect(stdin('network', 'start')).not.toContain('<networkport>');
  expect(stdin('network', 'port-created')).toMatch(/<\/network>\n {2}<networkport>\n/);
  expect(stdin('network', 'plugged', '1.2.2')).toMatch(
    /^<hookData>\n {2}<interface .*<\/interface>\n {2}<network>.*<\/network>\n {2}<domain .*<\/domain>\n<\/hookData>$/s,
  );
});

test("the daemon's hooks read nothing", () => {
  expect(madeUpInput({ driver: 'daemon', object: '-', operation: 'start', profile: profileFor() })).toBeUndefined();
});
