import { expect, test } from 'vitest';
import type { HookOutcome } from '../../src/hooks/index.ts';
import { callingLine, reportFailure } from '../../src/hooks/report.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { startCall } from './hooks-directory.ts';

const path = '/etc/libvirt/hooks/qemu';
const environment = { LC_ALL: 'C', PATH: '/sbin:/bin', HOME: '/root' };
const command = `LC_ALL=C PATH=/sbin:/bin HOME=/root ${path} g start begin -`;
const told = { stdout: 'never shown\n', durationMs: 1, pid: 7 };
const exited = (exitCode: number, stderr: string): HookOutcome => ({
  ...told,
  kind: 'exited',
  exitCode,
  signal: null,
  stderr,
});
const killed: HookOutcome = {
  ...told,
  kind: 'signalled',
  exitCode: null,
  signal: 'SIGKILL',
  signalNumber: 9,
  stderr: 'dying\n',
};

function report(libvirt: string, outcome: HookOutcome) {
  const { error, logs } = reportFailure(profileFor(libvirt), { path, call: startCall, environment, outcome });
  const { code, domain, message } = error;
  return { code, domain, message, logs: logs.map(({ level, text }) => `${level} : ${text}`) };
}

const failed = 'Hook script execution failed: ';

test('0.8.2: raw status and stderr, one line of log', () => {
  const message = `${failed}Hook script ${path} qemu failed with error code 256:no room\n`;
  const logs = [`error : virHookCall:416 : ${message}`];
  expect(report('0.8.2', exited(1, 'no room\n'))).toEqual({ code: 70, domain: 34, message, logs });
  expect(report('0.8.2', killed).message).toBe(`${failed}Hook script ${path} qemu failed with error code 9:dying\n`);
});

test('0.8.6: the same, at level debug', () => {
  const { logs } = report('0.8.6', exited(3, 'no room\n'));
  expect(logs).toEqual([
    `debug : virHookCall:417 : ${failed}Hook script ${path} qemu failed with error code 768:no room\n`,
  ]);
});

test('0.8.7: an internal error with the status only', () => {
  const message = 'internal error Child process exited with status 2.';
  const logs = [`debug : virCommandRun : ${message}`];
  expect(report('0.8.7', exited(2, 'no room\n'))).toEqual({ code: 1, domain: 0, message, logs });
});

test('0.8.8 to 0.9.3: an internal error with the command', () => {
  const message = `internal error Child process (${command}) status unexpected: exit status 1`;
  const logs = [`error : virCommandWait : ${message}`];
  expect(report('0.8.8', exited(1, 'no room\n'))).toEqual({ code: 1, domain: 0, message, logs });
  expect(report('0.9.3', killed).message).toBe(
    `internal error Child process (${command}) status unexpected: fatal signal 9`,
  );
});

test('0.9.4 to 0.10.2: raw status without stderr', () => {
  const message = `${failed}Hook script ${path} qemu failed with error code 256`;
  const logs = [`error : virHookCall:263 : ${message}`];
  expect(report('0.9.4', exited(1, 'no room\n'))).toEqual({ code: 70, domain: 34, message, logs });
  expect(report('0.10.2', killed).message).toBe(`${failed}Hook script ${path} qemu failed with error code 9`);
});

test('1.0.0: decoded status and stderr, no colon after "internal error", two lines of log', () => {
  const inner = `internal error Child process (${command}) unexpected exit status 1: no room\n`;
  const logs = [`error : virCommandWait : ${inner}`, `error : virHookCall:285 : ${failed}${inner}`];
  expect(report('1.0.0', exited(1, 'no room\n'))).toEqual({ code: 70, domain: 34, message: failed + inner, logs });
});

test('9.0.0: with the colon, and the lines of that build', () => {
  const inner = `internal error: Child process (${command}) unexpected exit status 2: line one\nline two\n\nline four <&> é\n`;
  const logs = [`error : virCommandWait:2725 : ${inner}`, `error : virRunScript:294 : ${failed}${inner}`];
  const outcome = exited(2, 'line one\nline two\n\nline four <&> é\n');
  expect(report('9.0.0', outcome)).toEqual({ code: 70, domain: 34, message: failed + inner, logs });
});

test('without stderr there is no colon at the end; a signal is told by number', () => {
  const inner = `internal error: Child process (${command}) unexpected`;
  expect(report('11.3.0', exited(255, '')).message).toBe(`${failed}${inner} exit status 255`);
  expect(report('11.3.0', killed).message).toBe(`${failed}${inner} fatal signal 9: dying\n`);
});

test('stderr ends at a zero byte, as C strings do', () => {
  expect(report('9.0.0', exited(1, 'seen\0unseen')).message).toMatch(/exit status 1: seen$/);
});

test('no process to run it in: the hook layer of 1.0.0 and later takes the words over', () => {
  const outcome = {
    ...told,
    kind: 'unspawnable',
    exitCode: null,
    signal: null,
    step: 'exec',
    code: 'EAGAIN',
    stderr: '',
  } as const;
  const inner = 'cannot fork child process: Resource temporarily unavailable';
  expect(report('9.0.0', outcome)).toMatchObject({ code: 70, message: failed + inner });
  expect(report('0.9.4', outcome)).toMatchObject({ code: 38, domain: 0, message: inner });
  const noPipes = { ...outcome, step: 'pipes', code: 'EMFILE' } as const;
  expect(report('0.8.2', noPipes).message).toBe('Unable to create pipes: Too many open files');
});

test('the debug line before a call', () => {
  const line = (libvirt: string) => callingLine(profileFor(libvirt), path, startCall);
  const text = `virRunScript:279 : Calling hook ${path} id=g op=start subop=begin extra=-`;
  expect(line('9.0.0')).toEqual({ level: 'debug', text });
  expect(line('1.2.9').text).toBe('virHookCall : Calling hook opstr=start subopstr=begin extra=-');
});
