import type { HookCallOptions } from '../hooks/index.ts';
import type { Journal } from '../journal/index.ts';
import type { HookDriver, HookEffect, Operation, SubOperation } from '../protocol/vocabulary.ts';

/** What a call of a hook is called with, as its journal entries repeat it. */
interface Called {
  readonly driver: HookDriver;
  readonly object: string;
  /** The guest that a network's hook is called for. */
  readonly guest?: string | undefined;
  readonly operation: Operation;
  readonly subOperation: SubOperation;
  readonly extra: string;
}

/** Journals each script of a call before it runs and when it is over. */
export function journalCalls(
  journal: Journal,
  { driver, object, guest, operation, subOperation, extra }: Called,
  onFailure: Exclude<HookEffect, 'continue'>,
): Pick<HookCallOptions, 'onCalled' | 'onEnded'> {
  const of = { domain: object, ...(guest !== undefined && { guest }) };
  const note = { kind: 'hook', ...of, driver, operation, subOperation, extra } as const;
  return {
    onCalled: ({ argv }) => void journal.write({ ...note, moment: 'called', argv }),
    onEnded({ argv, outcome, failed }) {
      const { exitCode, signal, pid, stderr, durationMs } = outcome;
      const told = { argv, exitCode, signal, stderr, durationMs, ...(pid !== undefined && { pid }) };
      journal.write({ ...note, moment: 'ended', ...told, effect: failed ? onFailure : 'continue' });
    },
  };
}
