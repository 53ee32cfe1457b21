import { expect, test } from 'vitest';
import { sleep, virtualClock } from '../../src/clock/index.ts';
import { createHookCaller, type SimulatedScript, simulatedScripts } from '../../src/hooks/index.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { migrateCall, startCall } from './hooks-directory.ts';

function simulation(scripts: Map<string, SimulatedScript>) {
  const clock = virtualClock();
  const simulated = simulatedScripts(scripts, clock);
  const profile = profileFor('9.0.0');
  const hooks = createHookCaller({ hooksDirectory: '/hooks', profile, clock, daemonEnvironment: {}, ...simulated });
  return { clock, hooks };
}

test('scripts are functions by path; scan, directories and filters work as with files', async () => {
  const scripts = new Map<string, SimulatedScript>([
    ['/hooks/qemu.d/20', (_, stdin) => ({ stdout: `${stdin}!` })],
    ['/hooks/qemu', (argv, stdin) => ({ stdout: `${argv[2]} ${stdin}` })],
  ]);
  const { hooks } = simulation(scripts);
  const found = (await hooks.scan()).filter(({ text }) => text.includes('Found')).map(({ text }) => text);
  expect(found).toEqual(['virHookCheck:163 : Found hook script /hooks/qemu']);
  expect(await hooks.call(migrateCall, { filter: true })).toMatchObject({ output: 'migrate xml!' });
  scripts.delete('/hooks/qemu');
  expect(await hooks.call(migrateCall, { filter: true })).toMatchObject({ output: 'xml!' });
});

test("a refusal has libvirt's words", async () => {
  const { hooks } = simulation(new Map([['/hooks/qemu', () => ({ exit: 1, stderr: 'no room\n' })]]));
  const { error } = await hooks.call(startCall, { filter: false });
  expect(error?.message).toContain(
    'Child process (LC_ALL=C /hooks/qemu g start begin -) unexpected exit status 1: no room\n',
  );
});

test('a script takes time on the simulated clock and can be ended', async () => {
  let clock = virtualClock();
  const slow: SimulatedScript = () => sleep(clock, 3000).then(() => ({}));
  const simulated = simulation(new Map([['/hooks/qemu', slow]]));
  clock = simulated.clock;
  const { hooks } = simulated;
  const whole = await clock.runUntil(hooks.call(startCall, { filter: false }));
  expect(whole.scripts[0]?.outcome).toMatchObject({ exitCode: 0, durationMs: 3000 });

  const controller = new AbortController();
  const ended = hooks.call(startCall, { filter: false, signal: controller.signal });
  await clock.advance(1000);
  controller.abort();
  expect((await ended).scripts[0]?.outcome).toMatchObject({ signal: 'SIGKILL', durationMs: 1000 });
});
