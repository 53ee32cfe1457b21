import { setMaxListeners } from 'node:events';

/** Runs `action` when the signal is aborted; the returned function takes that back. */
export function onAbort(signal: AbortSignal | undefined, action: () => void): () => void {
  if (!signal) return () => {};
  // Every call of a host hangs on the one signal of its end; Node would take more than ten for a leak.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', action, { once: true });
  return () => signal.removeEventListener('abort', action);
}
