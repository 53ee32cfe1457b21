import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Clock } from '../clock/index.ts';
import type { World } from './world.ts';

type Streams = Pick<NodeJS.Process, 'stdin' | 'stdout'>;

/** Milliseconds in which what is piped in has to begin; a pipe that nobody writes to must not hold a command up. */
const patienceMs = 300;

/** The lines of a process's stdin. At a terminal they can be edited; others are shown after the prompt, as virsh does. */
export const stdinLines = ({ stdin, stdout }: Streams, clock: Clock): NonNullable<World['lines']> => ({
  waiting: async () => !stdin.isTTY && hasData(stdin, clock),
  open() {
    const reader = createInterface({ input: stdin, terminal: stdin.isTTY, ...(stdin.isTTY && { output: stdout }) });
    const lines = reader[Symbol.asyncIterator]();
    return {
      async next(prompt) {
        if (stdin.isTTY) reader.setPrompt(prompt);
        if (stdin.isTTY) reader.prompt();
        else stdout.write(prompt);
        const { value, done } = await lines.next();
        if (!done && !stdin.isTTY) stdout.write(`${value}\n`);
        return done ? undefined : String(value);
      },
      close: () => reader.close(),
    };
  },
});

async function hasData(stdin: Streams['stdin'], clock: Clock): Promise<boolean> {
  const over = new AbortController();
  const timer = clock.after(patienceMs, () => over.abort());
  const either = ['readable', 'end'].map((name) => once(stdin, name, { signal: over.signal }));
  await Promise.any(either).catch(() => undefined);
  over.abort();
  timer.cancel();
  await Promise.allSettled(either);
  if (stdin.readableLength > 0) return true;
  // Nothing is read any more: an open pipe would keep the process from ending.
  stdin.destroy();
  return false;
}
