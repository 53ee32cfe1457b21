import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { stdinLines } from '../../src/cli/stdin-lines.ts';
import { virtualClock } from '../../src/clock/index.ts';

/** A process's streams, as far as lines are concerned. */
function streams() {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  return { stdin, stdout, process: { stdin, stdout } as unknown as Pick<NodeJS.Process, 'stdin' | 'stdout'> };
}

test('lines that were piped in are shown after the prompt', async () => {
  const { stdin, stdout, process } = streams();
  const lines = stdinLines(process, virtualClock());
  stdin.end('list\nquit');
  expect(await lines.waiting()).toBe(true);
  const opened = lines.open();
  expect([await opened.next('> '), await opened.next('> '), await opened.next('> ')]).toEqual([
    'list',
    'quit',
    undefined,
  ]);
  expect(String(stdout.read())).toBe('> list\n> quit\n> ');
  opened.close();
});

test('nothing waits on a stdin that is at its end', async () => {
  const { stdin, process } = streams();
  stdin.end();
  expect(await stdinLines(process, virtualClock()).waiting()).toBe(false);
});

test('a pipe that nobody writes to does not hold a command up', async () => {
  const { stdin, process } = streams();
  const clock = virtualClock();
  const waiting = stdinLines(process, clock).waiting();
  await clock.advance(300);
  expect(await waiting).toBe(false);
  expect(stdin.destroyed).toBe(true);
});
