import { basename, dirname, resolve } from 'node:path';
import { systemClock } from '../../clock/index.ts';
import { createHookCaller, createScriptRunner } from '../../hooks/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { profileFor } from '../../protocol/profiles/index.ts';
import {
  type HookDriver,
  hookDrivers,
  type Operation,
  operations,
  type SubOperation,
  subOperations,
} from '../../protocol/vocabulary.ts';
import { readXml } from '../play/session-pair.ts';
import { madeUpInput } from './input.ts';

export interface CallOptions {
  /** The script. Its name is the driver; with another name the driver must be given. */
  readonly hook: string;
  readonly driver?: string;
  readonly object: string;
  readonly operation: string;
  readonly subOperation: string;
  readonly extra: string;
  /** XML for its stdin; without it a small guest or network of the object's name is made up. */
  readonly xml?: string;
  readonly libvirt: string;
  readonly json: boolean;
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/**
 * One call of a hook script, exactly as a host of that release makes it: environment, pipes, directory and texts.
 * Resolves with the exit code: 0, 1 when libvirt would call it a failure, 130 interrupted.
 */
export async function callHookOnce(options: CallOptions): Promise<number> {
  const { libvirt, object, extra, signal, json } = options;
  const driver = driverOf(options);
  const operation = word(operations, options.operation, 'operation') as Operation;
  const subOperation = word(subOperations, options.subOperation, 'sub-operation') as SubOperation;
  const profile = profileFor(libvirt);
  const scripts = createScriptRunner({ clock: systemClock });
  const caller = createHookCaller({
    hooksDirectory: dirname(resolve(options.hook)),
    profile,
    clock: systemClock,
    daemonEnvironment: process.env,
    run: scripts.run,
  });
  if (!profile.operations[driver].includes(operation))
    options.printError(`warning: libvirt ${libvirt} never calls the ${driver} hook for ${operation}\n`);
  const given = options.xml && driver !== 'daemon' ? await readXml(options.xml) : undefined;
  const input = given ?? madeUpInput({ driver, object, operation, profile });
  const call = { driver, object, operation, subOperation, extra, ...(input !== undefined && { input }) };
  const result = await caller.callScript(resolve(options.hook), call, { filter: false, signal });
  scripts.dispose();
  if (signal.aborted) return 130;
  if (json) options.print(`${JSON.stringify(result, null, 2)}\n`);
  else {
    options.print(result.outcome.stdout);
    options.printError(result.error ? `error: ${result.error.message}\n` : result.outcome.stderr);
  }
  return result.error ? 1 : 0;
}

function driverOf({ driver, hook }: CallOptions): HookDriver {
  const name = driver ?? basename(dirname(hook)).replace(/\.d$/, '');
  const own = driver ?? basename(hook);
  return (hookDrivers.find((known) => known === own) ?? word(hookDrivers, name, 'driver')) as HookDriver;
}

function word(words: readonly string[], given: string, what: string): string {
  if (words.includes(given)) return given;
  throw new LibvirtError('invalid argument', `'${given}' is no ${what} of a hook: use one of ${words.join(', ')}`);
}
