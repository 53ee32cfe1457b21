import { spawn } from 'node:child_process';

/**
 * Starts a daemon that goes on without this process, with the given arguments. Resolves once clients can connect to it,
 * with 0, or with its exit status when it ended before that.
 */
export function startInBackground(program: string, words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
    child.stdout.once('data', () => {
      child.removeAllListeners('close');
      child.stdout.destroy();
      child.unref();
      resolve(0);
    });
  });
}

/** What libvirtd says in front of a daemon that did not start, by its exit status. */
export const backgroundError = (status: number): string => {
  const what = status === 6 ? 'Unable to initialize network sockets' : 'Unable to obtain pidfile';
  return `libvirtd: error: ${what}. Check /var/log/messages or run without --daemon for more info.\n`;
};
