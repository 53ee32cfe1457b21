import { expect, test } from 'vitest';
import { scaledCommand } from './scale.ts';
import { plainWords } from './shell-words.ts';

test.for([
  ['virsh start g', ['virsh', 'start', 'g']],
  [
    `virsh net-update n add portgroup "<portgroup name='x'/>" --live`,
    ['virsh', 'net-update', 'n', 'add', 'portgroup', "<portgroup name='x'/>", '--live'],
  ],
  ["virsh define '/a b'/c.xml", ['virsh', 'define', '/a b/c.xml']],
] as const)('%s needs no shell', ([command, words]) => {
  expect(plainWords(command)).toEqual(words);
});

test.for([
  'virsh dumpxml g | grep x',
  'virsh list; ls',
  'ls *.xml',
  'kill $(cat pid)',
  'virsh dumpxml g >/dev/null',
  '"$a" b',
  "a 'b",
])('%s does', (command) => {
  expect(plainWords(command)).toBeUndefined();
});

test('a copy that is held back takes a tenth of the time', () => {
  expect(scaledCommand('virsh migrate --live --bandwidth 1 gd qemu+tcp://hostb/system')).toBe(
    'virsh migrate --live --bandwidth 10 gd qemu+tcp://hostb/system',
  );
});
