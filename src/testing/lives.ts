import { LibvirtError } from '../protocol/errors.ts';
import type { StartedHost } from './started-host.ts';

/** A host over several lives: it can be ended, or killed, and started again with what it kept. */
export interface Lives {
  /** The life that runs. @throws LibvirtError when there is none. */
  now(): StartedHost;
  start(): Promise<void>;
  /** As SIGTERM; harmless when it does not run. */
  stop(): Promise<void>;
  /** As kill -9. */
  kill(): Promise<void>;
}

export function createLives(begin: () => Promise<StartedHost>): Lives {
  let life: StartedHost | undefined;
  const end = async (how: 'stop' | 'kill') => {
    const ending = life;
    life = undefined;
    await ending?.[how]();
  };
  return {
    now() {
      if (!life) throw new LibvirtError('operation invalid', 'the host does not run');
      return life;
    },
    async start() {
      life ??= await begin();
    },
    stop: () => end('stop'),
    kill: () => end('kill'),
  };
}
