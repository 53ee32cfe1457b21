import type { Timer } from '../clock/index.ts';
import type { RunningCall } from '../hooks/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { Connection } from '../protocol/sides.ts';
import type { Services } from './services.ts';

/** A call that waits: its API, and whose it is. */
export interface Waiting {
  readonly api: string;
  readonly connection: Connection;
}

/**
 * Watches one call that waits for a lock. When the wait is long and a hook of the guest is running, the hook, the call
 * and the section of the hooks document are named in the log, the journal and to the waiting client.
 */
export function watchForDeadlock(
  services: Services,
  caller: Waiting,
  name?: string,
): { signal: AbortSignal; over(): void } {
  const { clock, deadlock } = services;
  const controller = new AbortController();
  let timer: Timer = clock.after(deadlock.afterMs, look);

  function look() {
    const hook = hookInTheWay(services, caller, name);
    if (!hook) {
      timer = clock.after(deadlock.afterMs, look);
      return;
    }
    const text = sentence(services, caller, name, hook);
    report(services, caller, name, text);
    if (deadlock.action === 'fail') controller.abort(new LibvirtError('operation timeout', text, 'hook'));
  }
  return { signal: controller.signal, over: () => timer.cancel() };
}

/** The running hook of this guest or network, the one that the call comes from, or with the driver's lock (0.8.x) any. */
function hookInTheWay(
  { hooks, profile }: Services,
  { connection }: Waiting,
  name: string | undefined,
): RunningCall | undefined {
  const candidates = hooks.running().filter(({ object }) => object !== '-');
  return (
    candidates.find(({ object }) => object === name) ??
    candidates.find(({ pid }) => pid !== undefined && pid === connection.hookPid) ??
    (name === undefined || profile.hookLocks === 'driver' ? candidates[0] : undefined)
  );
}

function sentence(
  { clock }: Services,
  { api, connection }: Waiting,
  name: string | undefined,
  hook: RunningCall,
): string {
  const seconds = Math.round((clock.monotonic() - hook.since) / 1000);
  const who = connection.hookPid === undefined ? `a call of ${connection.client}` : 'a call made from inside that hook';
  return (
    `${api}${aboutWhat(api, name)}, ${who}, waits for hook script ${hook.script} (${hook.object} ${hook.operation}), ` +
    `which has been running for ${seconds} s; libvirt would wait until it ends ` +
    `(hooks document, "Calling libvirt functions from within a hook script")`
  );
}

function aboutWhat(api: string, name: string | undefined): string {
  return name === undefined ? '' : ` for ${/Network/.test(api) ? 'network' : 'domain'} '${name}'`;
}

function report({ journal, log }: Services, { connection }: Waiting, domain: string | undefined, text: string): void {
  journal.write({ kind: 'fault', fault: 'deadlock', ...(domain !== undefined && { domain }), text });
  log({ level: 'warning', text: `hooklab : ${text}` });
  connection.notice(text);
}
