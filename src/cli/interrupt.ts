/** What Ctrl-C or SIGTERM asks of a command. */
export interface Interruption {
  /** The first signal: end what is under way in good order. */
  readonly asked: AbortSignal;
  /** The second one: leave now. */
  readonly insisted: AbortSignal;
}

/** Where signals come from; a process is one. */
export interface SignalSource {
  on(name: 'SIGINT' | 'SIGTERM', handler: () => void): unknown;
  off(name: 'SIGINT' | 'SIGTERM', handler: () => void): unknown;
}

/** A command that was interrupted; its exit status is 130, as a shell reports a death by SIGINT. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Turns signals into an Interruption, until `stop`. A third signal calls `kill`: nothing listens any more. `exitStatus` is
 * that of a shell: 143 where SIGTERM ended what would exit with 130.
 */
export function listenForSignals(
  source: SignalSource,
  kill: () => void,
): Interruption & { interrupt(): void; stop(): void; exitStatus(status: number): number } {
  const controllers = [new AbortController(), new AbortController()] as const;
  let ended = false;
  const end = () => {
    ended ||= !controllers[0].signal.aborted;
    interrupt();
  };
  const interrupt = () => {
    const next = controllers.find(({ signal }) => !signal.aborted);
    if (next) next.abort();
    else kill();
  };
  source.on('SIGINT', interrupt);
  source.on('SIGTERM', end);
  const stop = () => {
    source.off('SIGINT', interrupt);
    source.off('SIGTERM', end);
  };
  const exitStatus = (status: number) => (status === 130 && ended ? 143 : status);
  return { asked: controllers[0].signal, insisted: controllers[1].signal, interrupt, stop, exitStatus };
}

/** Waits for `work` until the signal. Rejects with Interrupted then; what `work` does after that is nobody's concern. */
export async function unlessInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => {});
  if (signal.aborted) throw new Interrupted();
  let leave = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    leave = () => reject(new Interrupted());
    signal.addEventListener('abort', leave, { once: true });
  });
  return Promise.race([work, interrupted]).finally(() => signal.removeEventListener('abort', leave));
}
