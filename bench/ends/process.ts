import { type ChildProcess, fork } from 'node:child_process';

/** One end of a transfer in a process of its own, which is told what to do by its arguments and answers by messages. */
export interface End<Ready, Done> {
  readonly ready: Promise<Ready>;
  readonly done: Promise<Done>;
  stop(): Promise<void>;
}

/** `file` stands beside this one. Its first message is taken as ready, its second as done. */
export function startEnd<Ready, Done>(file: string, args: readonly string[]): End<Ready, Done> {
  const child = fork(new URL(file, import.meta.url), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const [ready, done] = messages<Ready, Done>(child, file);
  return {
    ready,
    done,
    async stop() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function messages<Ready, Done>(child: ChildProcess, file: string): [Promise<Ready>, Promise<Done>] {
  const next = <T>() =>
    new Promise<T>((resolve, reject) => {
      child.once('message', (message) => resolve(message as T));
      child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
    });
  const ready = next<Ready>();
  const done = ready.then(() => next<Done>());
  done.catch(() => undefined);
  return [ready, done];
}

/** Says that this end waits, or that it is done. */
export const tell = (message: object): void => void process.send?.(message);
