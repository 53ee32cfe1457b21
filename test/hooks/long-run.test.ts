import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { createHookCaller, type RunScript, simulatedScripts } from '../../src/hooks/index.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { ownRunner, startCall } from './hooks-directory.ts';

/** A caller whose one script never ends, and which says how much it prints. */
function slowCaller(libvirt: string) {
  const clock = virtualClock();
  const { files } = simulatedScripts(new Map([['/hooks/qemu', () => ({})]]), clock);
  let printed: (bytes: number) => void = () => {};
  const run: RunScript = ({ onPrinted, signal }) => {
    printed = onPrinted ?? printed;
    return new Promise((resolve) => {
      const over = { exitCode: 0, signal: null, stdout: '', stderr: '', durationMs: 0 } as const;
      signal?.addEventListener('abort', () => resolve({ kind: 'exited', ...over }), { once: true });
    });
  };
  const profile = profileFor(libvirt);
  const caller = createHookCaller({
    ...{ clock, run, files, profile },
    hooksDirectory: '/hooks',
    daemonEnvironment: {},
  });
  return { clock, caller, printed: (bytes: number) => printed(bytes) };
}

test('a script that takes long is told of again and again, with what it has printed', async () => {
  const { clock, caller, printed } = slowCaller('9.0.0');
  const lines: string[] = [];
  const ending = new AbortController();
  const onLog = ({ level, text }: { level: string; text: string }) => void (level === 'debug' || lines.push(text));
  const call = caller.call(startCall, { filter: false, onLog, signal: ending.signal });
  await clock.advance(9_999);
  expect(lines).toEqual([]);
  printed(7);
  await clock.advance(1);
  printed(5);
  await clock.advance(60_000);
  expect(lines).toEqual(
    [
      [10, 7],
      [30, 12],
      [70, 12],
    ].map(
      ([seconds, bytes]) =>
        `hooklab : hook script /hooks/qemu (g start) has been running for ${seconds} s and has printed ${bytes} bytes; libvirt waits until it ends`,
    ),
  );
  ending.abort();
  expect((await call).status).toBe('succeeded');
  await clock.advance(3_600_000);
  expect(lines).toHaveLength(3);
});

test('until 0.8.6 XML that a pipe does not hold hangs the daemon, and no script is started', async () => {
  const { clock, caller } = slowCaller('0.8.6');
  const ending = new AbortController();
  const big = { ...startCall, input: 'x'.repeat(65_537) };
  const call = caller.call(big, { filter: false, signal: ending.signal });
  await clock.advance(0);
  expect(caller.running()).toMatchObject([{ object: 'g', pid: undefined }]);
  ending.abort();
  const { status, logs } = await call;
  expect(status).toBe('failed');
  expect(logs.map(({ text }) => text)).toContainEqual(expect.stringContaining('is never started: libvirt 0.8.6'));
});

test.each(['0.8.6', '9.0.0'])('what fits is written under libvirt %s', async (libvirt) => {
  const { clock, caller } = slowCaller(libvirt);
  const ending = new AbortController();
  const call = caller.call({ ...startCall, input: 'x'.repeat(65_536) }, { filter: false, signal: ending.signal });
  await clock.advance(0);
  ending.abort();
  expect((await call).status).toBe('succeeded');
});

test('what a real script prints is counted, on both outputs', async () => {
  let bytes = 0;
  const onPrinted = (more: number) => {
    bytes += more;
  };
  await ownRunner().run({ argv: ['/bin/sh', '-c', 'echo out; echo error >&2'], environment: {}, onPrinted });
  expect(bytes).toBe(10);
});
