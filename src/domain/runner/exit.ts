import type { ExitHandler, GuestExitReason } from './runner.ts';

/** The end of a guest: it happens once. */
export interface Exit {
  readonly happened: boolean;
  end(why: GuestExitReason, text: string): void;
  /** At once if it has happened already. */
  onExit(handler: ExitHandler): void;
}

export function createExit(): Exit {
  const handlers: ExitHandler[] = [];
  let told: Parameters<ExitHandler> | undefined;
  return {
    get happened() {
      return told !== undefined;
    },
    end(why, text) {
      if (told) return;
      told = [why, text];
      for (const handler of handlers) handler(why, text);
    },
    onExit(handler) {
      if (told) handler(...told);
      else handlers.push(handler);
    },
  };
}
