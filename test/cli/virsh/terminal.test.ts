import { describe, expect, test } from 'vitest';
import { verbs } from '../../../src/cli/virsh/verbs.ts';
import { commandLine } from '../command-line.ts';
import { fakeHost, g, runningG } from './fake-host.ts';

/** Several commands in one argument, and commands typed at virsh's prompt: what virsh 9.0 printed for the same. */

const run = async (...argv: string[]) => commandLine().run(...argv);
const interactively = (...typed: string[]) => commandLine({ typed }).run('-c', 'a');

const welcome =
  "Welcome to virsh, the virtualization interactive terminal.\n\nType:  'help' for help with commands\n       'quit' to quit\n\n";

describe('several commands in one argument', () => {
  test.each([
    ['echo a \'b c\' ; echo d\\;e; echo "x  y" # c', 0, 'a b c\nd;e\nx  y\n', ''],
    ['echo a; bogus; echo b', 1, '', "error: unknown command: 'bogus'\n"],
    ["echo 'a", 0, 'a\n', ''],
    ['echo "a', 1, '', 'error: missing "\n'],
    ['echo a\\', 1, '', 'error: dangling \\\n'],
    [';', 0, '', ''],
    ['quit', 0, '', ''],
    ['exit; echo a', 0, '', ''],
    ['echo a; quit; echo b', 0, 'a\n', ''],
    ['cd /tmp; pwd', 0, '\n/work\n\n', 'error: cd: command valid only in interactive mode\n'],
    ['pwd; cd /tmp', 1, '/work\n\n\n', 'error: cd: command valid only in interactive mode\n'],
    ['connect', 0, '\n', ''],
  ])('%s', async (text, exit, out, err) => {
    expect(await run(text)).toEqual({ exit, out, err });
  });

  test('share one connection, and what hangs on it', async () => {
    const hooklab = commandLine({ hosts: { 'ws://a': fakeHost({ domains: [runningG] }) } });
    expect((await hooklab.run('domid g; domuuid 1')).out).toBe(`1\n\n${g.uuid}\n\n`);
    expect(hooklab.connections).toHaveLength(1);
  });

  test('all run though one fails; the last one decides the exit status', async () => {
    expect(await run('domid nosuch; domuuid g')).toEqual({
      exit: 0,
      out: `\n${g.uuid}\n\n`,
      err: "error: failed to get domain 'nosuch'\n",
    });
  });

  test('an argument of words only is not taken apart', async () => {
    expect(await run('echo', 'a;', 'b')).toMatchObject({ out: 'a; b\n' });
  });
});

describe('the prompt', () => {
  test('reads commands until quit', async () => {
    expect(await interactively('echo a', 'bogus', 'quit', 'echo b')).toEqual({
      exit: 0,
      out: `${welcome}virsh # echo a\na\nvirsh # bogus\nvirsh # quit\n\n`,
      err: "error: unknown command: 'bogus'\n",
    });
  });

  test('or the end of what there is', async () => {
    expect(await interactively('domuuid g')).toEqual({
      exit: 0,
      out: `${welcome}virsh # domuuid g\n${g.uuid}\n\nvirsh # \n`,
      err: '',
    });
    expect(await commandLine({ typed: [] }).run()).toMatchObject({ exit: 0, out: `${welcome}virsh # \n` });
  });

  test('changes the directory', async () => {
    const { out, err } = await interactively('cd /tmp', 'pwd', 'cd', 'pwd', 'cd /nosuch');
    expect(out).toContain('virsh # cd /tmp\n\nvirsh # pwd\n/tmp\n\nvirsh # cd\n\nvirsh # pwd\n/\n\n');
    expect(err).toBe('error: cd: No such file or directory: /nosuch\n');
  });

  test('goes on with another host', async () => {
    const hosts = { 'ws://a': fakeHost(), 'ws://b': fakeHost({ host: 'hostb' }) };
    const hooklab = commandLine({ hosts, typed: ['hostname', 'connect ws://b', 'hostname'] });
    const { out } = await hooklab.run('-c', 'ws://a', '-q');
    expect(out).toBe('virsh # hostname\nhosta\nvirsh # connect ws://b\nvirsh # hostname\nhostb\nvirsh # \n');
  });
});

describe('echo', () => {
  test.each([
    [['--shell', 'a b', "it's", 'x'], "'a b' 'it'\\''s' x\n", ''],
    [['--xml', "<a b='c'>"], '&lt;a b=&apos;c&apos;&gt;\n', ''],
    [[], '\n', ''],
    [['--err', 'hi'], '\n', 'error: hi\n'],
    [['--split', 'a,b,,c'], 'a\nb,c\n\n', ''],
    [['--xml', '--shell', 'a&b'], '\n', 'error: Options --shell and --xml are mutually exclusive\n'],
  ])('%j', async (words, out, err) => {
    expect(await run('echo', ...words)).toMatchObject({ out, err });
  });

  test('-t tells how long a command took, -q says no more than was asked for', async () => {
    expect((await run('-t', 'echo', 'hi')).out).toBe('hi\n(Time: 0.000 ms)\n\n');
    expect((await run('-q', 'echo', 'hi')).out).toBe('hi');
  });
});

describe('help', () => {
  test('of a command, however it is asked for', async () => {
    const { out } = await run('help', 'help');
    expect(out).toBe(
      '  NAME\n    help - print help\n\n  SYNOPSIS\n    help [--command <string>]\n\n' +
        '  DESCRIPTION\n    Prints global help, command specific help, or help for a\n    group of related commands\n\n' +
        '  OPTIONS\n    --command <string>  Prints global help, command specific help, or help for a group of related commands\n\n\n',
    );
    expect((await run('start', '--help')).out).toBe((await run('help start')).out);
    expect((await run('--json', 'help', 'start')).out).toBe((await run('help', 'start')).out);
  });

  test('of a group', async () => {
    expect((await run('help', 'events')).out).toBe(
      " Domain Events (help keyword 'events'):\n    event                          Domain Events\n\n",
    );
  });

  test('of everything, at the prompt', async () => {
    const { out } = await interactively('help');
    expect(out).toContain("virsh # help\nGrouped commands:\n\n Domain Management (help keyword 'domain'):\n");
    for (const { name, summary } of verbs) expect(out).toContain(`    ${name.padEnd(30)} ${summary}\n`);
  });
});
