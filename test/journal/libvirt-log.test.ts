import { afterEach, expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { createLibvirtLog, logLine } from '../../src/journal/index.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { memoryStore } from '../../src/store/index.ts';

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) Reflect.deleteProperty(process.env, 'TZ');
  else process.env.TZ = zone;
});
/** The seed document's own example: 20:02:40.297 local time, here two hours east of Greenwich. */
const at = Date.UTC(2010, 7, 4, 18, 2, 40, 297);
const line = {
  level: 'error',
  text: 'virHookCall:416 : Hook script execution failed: no',
  at,
  threadId: 4183,
} as const;
const shape = (release: string) => logLine(profileFor(release), line);

test.each([
  ['0.8.2', '20:02:40.297: error : virHookCall:416 : Hook script execution failed: no'],
  ['0.8.6', '20:02:40.297: 4183: error : virHookCall:416 : Hook script execution failed: no'],
  ['0.9.7', '2010-08-04 20:02:40.297: 4183: error : virHookCall:416 : Hook script execution failed: no'],
  ['0.9.8', '2010-08-04 18:02:40.297+0000: 4183: error : virHookCall:416 : Hook script execution failed: no'],
  ['9.0.0', '2010-08-04 18:02:40.297+0000: 4183: error : virHookCall:416 : Hook script execution failed: no'],
])('a log line of %s', (release, expected) => {
  process.env.TZ = 'Europe/Berlin';
  expect(shape(release)).toBe(expected);
});

const path = '/var/log/libvirt/libvirtd.log';
async function logOf(release: string, level?: 'debug' | 'warning') {
  const store = memoryStore();
  const written: string[] = [];
  const log = createLibvirtLog({
    profile: profileFor(release),
    clock: virtualClock(at),
    hostname: 'hosta',
    threadId: 4183,
    store,
    path,
    stream: { write: (text) => written.push(text) },
    ...(level && { level }),
  });
  log.write({ level: 'debug', text: 'virRunScript:294 : Calling hook' });
  log.write({ level: 'warning', text: 'virHookCheck:161 : Non-executable hook script' });
  log.write({ level: 'error', text: 'virRunScript:294 : two\nlines' });
  await log.flushed();
  return { file: new TextDecoder().decode(await store.read(path)), stream: written.join('') };
}

test('a log opens with the version and the host name, before its first line that is loud enough', async () => {
  const { file, stream } = await logOf('9.0.0');
  const stamp = '2010-08-04 18:02:40.297+0000: 4183:';
  expect(file).toBe(
    [
      `${stamp} info : libvirt version: 9.0.0, package: hooklab`,
      `${stamp} info : hostname: hosta`,
      `${stamp} warning : virHookCheck:161 : Non-executable hook script`,
      `${stamp} error : virRunScript:294 : two\nlines\n`,
    ].join('\n'),
  );
  expect(stream).toBe(file);
});

test('older releases open with less, the oldest with nothing', async () => {
  expect((await logOf('0.8.8')).file).toContain('info : libvirt version: 0.8.8, package: hooklab');
  expect((await logOf('0.8.8')).file).not.toContain('hostname');
  expect((await logOf('0.8.2')).file).not.toContain('libvirt version');
});

test('a lower level lets more through', async () => {
  expect((await logOf('9.0.0', 'debug')).file).toContain('debug : virRunScript:294 : Calling hook');
});
