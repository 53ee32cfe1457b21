import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOptions } from '../../../src/cli/virsh/parse-options.ts';
import { domainOption, type VerbOption } from '../../../src/cli/virsh/verb.ts';
import { VirshError } from '../../../src/cli/virsh/virsh-error.ts';
import { commandLine } from '../command-line.ts';

const options: readonly VerbOption[] = [
  domainOption,
  { name: 'file', kind: 'data', help: '' },
  { name: 'paused', kind: 'flag', help: '' },
  { name: 'xml', kind: 'string', help: '' },
  { name: 'timeout', kind: 'number', help: '' },
];
const parse = (...words: string[]) => Object.fromEntries(parseOptions({ name: 'try', options }, words).values);

describe('values are given by position or by name, as in virsh', () => {
  test.each([[['g', '/f']], [['--domain', 'g', '--file', '/f']], [['--file=/f', 'g']], [['--', 'g', '/f']]])(
    '%j',
    (words) => expect(parse(...words)).toEqual({ domain: 'g', file: '/f' }),
  );

  test('a word that took the place of an option counts as that option', () => {
    expect(() => parse('/f', '--domain', 'g')).toThrow('option --domain already seen');
  });

  test('optional values take places too, in the order of the table', () => {
    expect(parse('g', '/f', '/x', '5')).toEqual({ domain: 'g', file: '/f', xml: '/x', timeout: '5' });
  });

  test('words that look like options are data after --, and a lone dash always is', () => {
    expect(parse('--paused', '--', '--domain', '-f')).toEqual({ paused: true, domain: '--domain', file: '-f' });
    expect(parse('-a b', '-')).toEqual({ domain: '-a b', file: '-' });
  });

  test('a value may hold = and line ends', () => {
    expect(parse('--domain=a=b', '--file', 'x\ny')).toEqual({ domain: 'a=b', file: 'x\ny' });
    expect(parse('--domain=x\ny', '/f')).toEqual({ domain: 'x\ny', file: '/f' });
  });
});

describe('what is wrong is told in virsh’s words, with exit status 1 and nothing on stdout', () => {
  test.each([
    ['list --foo', "command 'list' doesn't support option --foo"],
    ['list --al', "command 'list' doesn't support option --al"],
    ['list --all --all', 'option --all already seen'],
    ['list --all=yes', "invalid '=' after option --all"],
    ['list g', "unexpected data 'g'"],
    ['list -q', "unexpected data '-q'"],
    ['start', "command 'start' requires <domain> option"],
    ['start --domain', 'expected syntax: --domain <string>'],
    ['event --timeout', 'expected syntax: --timeout <number>'],
    ['migrate-setspeed g', "command 'migrate-setspeed' requires --bandwidth option"],
    ['domstate g h', "unexpected data 'h'"],
  ])('%s', async (typed, text) => {
    expect(await commandLine().run(...typed.split(' '))).toEqual({ exit: 1, out: '', err: `error: ${text}\n` });
  });

  test('every missing value has its line', async () => {
    const { err } = await commandLine().run('save');
    expect(err).toBe("error: command 'save' requires <domain> option\nerror: command 'save' requires <file> option\n");
  });

  test('an empty value is refused once the host was reached', async () => {
    const ran = await commandLine().run('start', '');
    expect(ran).toEqual({
      exit: 1,
      out: '\n',
      err: "error: Failed to get option 'domain': Option argument is empty\n",
    });
  });
});

describe('help', () => {
  const text =
    '  NAME\n    domjobabort - abort active domain job\n\n  SYNOPSIS\n    domjobabort <domain> [--postcopy]\n\n  DESCRIPTION\n' +
    '    Aborts the currently running domain job\n\n  OPTIONS\n    [--domain] <string>  domain name, id or uuid\n    --postcopy       interrupt post-copy migration\n\n\n';

  test.each([['domjobabort --help'], ['domjobabort --help g'], ['help domjobabort']])(
    '%s (layout of 2o-attach)',
    async (typed) => {
      expect(await commandLine().run(...typed.split(' '))).toEqual({ exit: 0, out: text, err: '' });
    },
  );

  test('shows each kind of option in its form', async () => {
    const { out } = await commandLine().run('event', '--help');
    expect(out).toContain(
      '    event [--domain <string>] [--event <string>] [--all] [--loop] [--timeout <number>] [--list] [--timestamp]\n',
    );
    expect(out).toContain('    --timeout <number>  timeout seconds\n');
    expect(out).toContain('    --all            wait for all events instead of just one type\n');
    const setspeed = await commandLine().run('migrate-setspeed', '--help');
    expect(setspeed.out).toContain('    migrate-setspeed <domain> <bandwidth> [--postcopy]\n');
    expect(setspeed.out).toContain('    [--bandwidth] <number>  migration bandwidth limit in MiB/s\n');
  });
});

test('any words are either understood or refused in words, never otherwise', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('--', '--domain', '--domain=', '--file=x', '--paused', '--help', '-', '--xml'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      try {
        const { help, values } = parseOptions({ name: 'try', options }, words);
        expect(help || (values.has('domain') && values.has('file'))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(VirshError);
      }
    }),
  );
});
