import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runChain } from '../../src/hooks/chain.ts';
import type { HookOutcome } from '../../src/hooks/index.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { hooksDirectory, migrateCall, ownCaller, startCall } from './hooks-directory.ts';

const migrate = async (...fixtures: string[]) => {
  const directory = hooksDirectory(Object.fromEntries(fixtures.map((name, at) => [`qemu.d/${at}`, name])));
  return ownCaller({ directory, libvirt: '9.0.0' }).call(migrateCall, { filter: true });
};

test("a filter's scripts form a pipeline", async () => {
  expect(await migrate('add-a', 'add-b', 'add-a')).toMatchObject({ status: 'succeeded', output: 'xmlaba' });
});

test('a script that prints nothing, or only white space, passes on what it read', async () => {
  expect(await migrate('add-a', 'accept', 'add-b')).toMatchObject({ output: 'xmlab' });
  expect(await migrate('add-a', 'print-blank')).toMatchObject({ output: 'xmla' });
});

test('a filter that prints nothing at all leaves the XML alone', async () => {
  expect(await migrate('accept', 'print-blank')).not.toHaveProperty('output');
});

test('after a failure the scripts that follow run on the original XML, and the call has failed', async () => {
  const { status, scripts, output, error } = await migrate('add-a', 'fail-filter', 'add-b');
  expect(status).toBe('failed');
  expect(output).toBeUndefined();
  expect(scripts.map(({ failed, outcome }) => [failed, outcome.stdout])).toEqual([
    [false, 'xmla'],
    [true, 'garbage'],
    [false, 'xmlb'],
  ]);
  expect(error?.message).toContain('unexpected exit status 4: broken\n');
});

test('white space was text until 1.2.9', async () => {
  const directory = hooksDirectory({ qemu: 'print-blank' });
  const filter = (libvirt: string) => ownCaller({ directory, libvirt }).call(migrateCall, { filter: true });
  expect(await filter('1.2.9')).toMatchObject({ output: ' \n\t' });
  expect(await filter('1.2.10')).not.toHaveProperty('output');
});

test('other operations give every script the original XML and throw away what they print', async () => {
  const directory = hooksDirectory({ qemu: 'add-a', 'qemu.d/1': 'echo' });
  const result = await ownCaller({ directory }).call({ ...startCall, input: 'xml' }, { filter: false });
  expect(result.scripts.map(({ outcome }) => outcome.stdout)).toEqual(['xmla', 'xml']);
  expect(result).not.toHaveProperty('output');
});

test('every script runs though one failed, each failure is logged and the last one is the error', async () => {
  const directory = hooksDirectory({ qemu: 'refuse', 'qemu.d/10-b': 'exit-255', 'qemu.d/20-c': 'accept' });
  const result = await ownCaller({ directory, libvirt: '9.0.0' }).call(startCall, { filter: false });
  expect(result.scripts.map(({ failed }) => failed)).toEqual([true, true, false]);
  expect(result.error?.message).toMatch(/10-b g start begin -\) unexpected exit status 255$/);
  expect(result.logs.filter(({ level }) => level === 'error')).toHaveLength(4);
});

const ended = (exitCode: number, stdout: string): HookOutcome => ({
  kind: 'exited',
  exitCode,
  signal: null,
  stdout,
  stderr: '',
  durationMs: 0,
});

test('whatever scripts do, each runs once, none after a failure reads a filtered text, the last failure is told', async () => {
  const script = fc.record({ fails: fc.boolean(), prints: fc.constantFrom('', '\n', 'one', 'two') });
  await fc.assert(
    fc.asyncProperty(fc.array(script, { maxLength: 8 }), fc.boolean(), async (scripts, filter) => {
      const inputs: (string | undefined)[] = [];
      const result = await runChain({
        scripts: (async function* () {
          yield* Object.keys(scripts);
        })(),
        input: 'original',
        filter,
        blankOutput: 'white space',
        runOne: async (name, input) => {
          inputs.push(input);
          const { fails = false, prints = '' } = scripts[Number(name)] ?? {};
          const outcome = ended(fails ? 1 : 0, prints);
          const error = new LibvirtError('hook failed', name, 'hook');
          return { script: name, argv: [], outcome, failed: fails, ...(fails && { error }) };
        },
      });
      const firstFailure = scripts.findIndex(({ fails }) => fails);
      const lastFailure = scripts.findLastIndex(({ fails }) => fails);
      expect(inputs).toHaveLength(scripts.length);
      if (!filter) expect(new Set(inputs).size).toBeLessThan(2);
      if (firstFailure >= 0) expect(new Set(inputs.slice(firstFailure + 1)).size).toBeLessThan(2);
      expect(inputs.slice(firstFailure < 0 ? inputs.length : firstFailure + 1)).not.toContain('one');
      expect(result.error?.message.endsWith(`: ${lastFailure}`) ?? lastFailure < 0).toBe(true);
      const texts = scripts.map(({ prints }) => prints).filter((text) => text.trim());
      expect(result.output).toBe(filter && firstFailure < 0 ? texts.at(-1) : undefined);
    }),
  );
});
