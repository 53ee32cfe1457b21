import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CommandEntry, commands, isOneShot } from '../../src/cli/commands.ts';
import type { Invocation } from '../../src/cli/own-command.ts';
import { verbs } from '../../src/cli/virsh/verbs.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { commandLine } from './command-line.ts';
import { fakeHost } from './virsh/fake-host.ts';

/** A command of the table that notes how it was called. */
function noting(run: (invocation: Invocation) => Promise<number>, entry: Partial<CommandEntry> = {}): CommandEntry {
  const create = () => new Command('note').argument('<what>').option('--flag').option('--much <number>');
  return { name: 'note', summary: 'take a note', load: async () => ({ create, run }), ...entry };
}

describe('the program', () => {
  test('without a command shows its help and exits with 2', async () => {
    const ran = await commandLine().run();
    expect(ran).toMatchObject({ exit: 2, out: '' });
    expect(ran.err).toContain('Usage: hooklab [options] <command> [arguments]');
  });

  test.each(['--help', '-h', 'help'])('%s names every command', async (typed) => {
    const { exit, out, err } = await commandLine({ commands: [noting(async () => 0)] }).run(typed);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('  note              take a note\n');
    for (const { name, summary } of verbs) expect(out).toContain(`    ${name.padEnd(30)} ${summary}\n`);
  });

  test('-V prints the version of the package', async () => {
    const { exit, out } = await commandLine().run('-V');
    expect(exit).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('an unknown command is told as virsh tells it', async () => {
    expect(await commandLine().run('foo')).toEqual({ exit: 2, out: '', err: "error: unknown command: 'foo'\n" });
    expect(await commandLine().run('help', 'foo')).toEqual({
      exit: 1,
      out: '\n',
      err: "error: command or command group 'foo' doesn't exist\n",
    });
  });

  test('an unknown option is wrong usage', async () => {
    expect(await commandLine().run('--nosuch', 'list')).toEqual({
      exit: 2,
      out: '',
      err: "error: unknown option '--nosuch'\n",
    });
  });

  test('every verb of the table is the one it says', async () => {
    for (const { name, summary, load } of verbs) expect(await load()).toMatchObject({ name, summary });
    const names = [...commands, ...verbs].filter(({ name }) => name !== 'migrate').map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("hooklab's own commands", () => {
  test('are given their words, and options that stand before them', async () => {
    const seen: Invocation[] = [];
    const entry = noting(async (invocation) => seen.push(invocation) + 6);
    const { exit } = await commandLine({ commands: [entry] }).run(
      '-c',
      'ws://x',
      '--json',
      'note',
      'it',
      '--much',
      '3',
    );
    expect(exit).toBe(7);
    expect(seen[0]).toMatchObject({
      args: ['it'],
      options: { much: '3', json: true },
      globals: { connect: 'ws://x', json: true },
    });
  });

  test.each([
    [['note'], "error: missing required argument 'what'\n"],
    [['note', 'it', '--zzz'], "error: unknown option '--zzz'\n"],
    [['note', 'it', 'more'], 'error: too many arguments. Expected 1 argument but got 2.\n'],
  ])('%j is wrong usage', async (argv, err) => {
    const ran = await commandLine({ commands: [noting(async () => 0)] }).run(...argv);
    expect(ran).toMatchObject({ exit: 2, out: '' });
    expect(ran.err).toBe(err);
  });

  test('have help of their own', async () => {
    const { exit, out } = await commandLine({ commands: [noting(async () => 0)] }).run('help', 'note');
    expect(exit).toBe(0);
    expect(out).toContain('Usage: note [options] <what>');
  });

  test.each([
    [new LibvirtError('invalid argument', 'no such release'), 2, 'error: no such release\n'],
    [new LibvirtError('operation failed', 'it broke'), 1, 'error: operation failed: it broke\n'],
    [new TypeError('x is undefined\n    at y (z.ts:1:1)'), 1, 'error: internal error: x is undefined\n'],
  ])('%s', async (error, exit, err) => {
    const ran = await commandLine({ commands: [noting(() => Promise.reject(error))] }).run('note', 'it');
    expect(ran).toEqual({ exit, out: '', err });
  });

  test('a one-shot migration has both hooks directories, any other is the verb', async () => {
    expect(isOneShot(['g.xml', '--source-hooks', 'a', '--destination-hooks=b'])).toBe(true);
    expect(isOneShot(['g', 'ws://b', '--live'])).toBe(false);
    const entry = noting(async () => 9, { name: 'migrate', takes: isOneShot });
    const { exit, err } = await commandLine({ commands: [entry] }).run('migrate', 'g');
    expect(exit).toBe(1);
    expect(err).toBe("error: command 'migrate' requires <desturi> option\n");
  });
});

describe('Ctrl-C', () => {
  test('leaves a verb whose host does not answer, with 130', async () => {
    const host = fakeHost({ answers: { DomainCreateWithFlags: () => new Promise(() => {}) } });
    const hooklab = commandLine({ hosts: { 'ws://a': host } });
    const ran = hooklab.run('start', 'g');
    hooklab.interrupt();
    expect(await ran).toEqual({ exit: 130, out: '', err: '' });
  });
});

test('an error nobody expected is one sentence', async () => {
  const host = fakeHost({ answers: { DomainLookup: () => JSON.parse('{') as never } });
  const { exit, err } = await commandLine({ hosts: { 'ws://a': host } }).run('domid', 'g');
  expect(exit).toBe(1);
  expect(err).toMatch(/^error: failed to get domain 'g'\nerror: internal error: [^\n]+\n$/);
});

test('no command line makes the program throw or show a stack', async () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ...verbs.map(({ name }) => name),
      'help',
      '-c',
      '-q',
      '--json',
      '--all',
      '--domain',
      '--',
      '--loop',
      '-V',
      'g',
    ),
    fc.constantFrom(
      'ws://a',
      'lxc:///system',
      'ws://nobody',
      '--timeout',
      '0',
      '--file=/nosuch',
      '--help',
      '--token-file',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (argv) => {
      const hooklab = commandLine();
      const ran = hooklab.run(...argv);
      setImmediate(() => setImmediate(hooklab.interrupt));
      const { exit, err } = await ran;
      expect([0, 1, 2, 130]).toContain(exit);
      expect(err).not.toMatch(/^\s+at .*:\d+:\d+/m);
    }),
    { numRuns: 150 },
  );
});
