import type { HookDriver, Operation, SubOperation } from '../protocol/vocabulary.ts';

/** One call of a driver's hook: what the four arguments and stdin say (libvirt-facts.md A). */
export interface HookCall {
  readonly driver: HookDriver;
  /** Name of the guest or network; `-` for the daemon's hooks. */
  readonly object: string;
  readonly operation: Operation;
  readonly subOperation: SubOperation;
  readonly extra: string;
  /** XML for stdin; without it the script reads /dev/null, as the daemon's hooks do. */
  readonly input?: string | undefined;
}

/** The words a script is executed with: its path and always four arguments. */
export const argvOf = (path: string, { object, operation, subOperation, extra }: HookCall): readonly string[] => [
  path,
  object,
  operation,
  subOperation,
  extra,
];
