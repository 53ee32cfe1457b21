import type { Profile } from '../protocol/profiles/index.ts';
import { onAbort } from './on-abort.ts';
import type { HookOutcome, ScriptRequest } from './outcome.ts';
import type { LogLine } from './scan.ts';

/** Bytes that a pipe of Linux holds while nobody reads. */
const pipeBytes = 65_536;

/** Whether the daemon hangs before there is a script: the XML is written to a pipe that nobody reads yet (B3). */
export const fillsPipe = ({ stdinWritten }: Profile, { input = '' }: Pick<ScriptRequest, 'input'>): boolean =>
  stdinWritten === 'before the fork' && Buffer.byteLength(input) > pipeBytes;

/** Why nothing happens, for who reads the log: libvirt itself has no time to say it. */
export const fullPipeLine = ({ release }: Profile, path: string): LogLine => ({
  level: 'warning',
  text: `hooklab : hook script ${path} is never started: libvirt ${release} first writes the XML, and a pipe holds no more than ${pipeBytes} bytes; the daemon hangs`,
});

/** Hangs as that daemon does, until it is told to end. */
export const hang = ({ signal }: Pick<ScriptRequest, 'signal'>): Promise<HookOutcome> =>
  new Promise((resolve) => {
    const ended = { exitCode: null, signal: null, stdout: '', stderr: '', durationMs: 0 } as const;
    const end = () => resolve({ kind: 'unspawnable', step: 'pipes', code: 'ECANCELED', ...ended });
    if (signal?.aborted) end();
    else onAbort(signal, end);
  });
