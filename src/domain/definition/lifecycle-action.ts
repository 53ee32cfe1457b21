import { LibvirtError } from '../../protocol/errors.ts';
import { textAt, withTextAt } from './at-path.ts';
import type { Definition } from './definition.ts';
import { describe } from './describe.ts';

/** virDomainLifecycle and virDomainLifecycleAction by number. */
export const lifecycles = ['poweroff', 'reboot', 'crash'] as const;
export const lifecycleActions = [
  ...['destroy', 'restart', 'rename-restart', 'preserve'],
  ...['coredump-destroy', 'coredump-restart'],
] as const;
export type Lifecycle = (typeof lifecycles)[number];

/**
 * The definition with what happens at an end of the guest.
 * @throws LibvirtError (config unsupported) for what QEMU cannot do (qemuValidateLifecycleAction).
 */
export function withLifecycleAction(definition: Definition, when: Lifecycle, action: string): Definition {
  const { driver, tree, complete } = definition;
  const changed = withTextAt(tree, [`on_${when}`], action);
  if (driver === 'qemu') check(changed, when, action);
  return describe(driver, changed, complete);
}

function check(tree: Definition['tree'], when: Lifecycle, action: string): void {
  const [off, again] = [textAt(tree, ['on_poweroff']) ?? 'destroy', textAt(tree, ['on_reboot']) ?? 'restart'];
  if (off === 'restart' && again === 'destroy')
    throw unsupported("qemu driver doesn't support 'onReboot' set to 'destroy and 'onPoweroff' set to 'reboot'");
  if (when !== 'crash' && (action === 'preserve' || action === 'rename-restart'))
    throw unsupported(`qemu driver doesn't support the '${action}' action for 'on_reboot'/'on_poweroff'`);
}

const unsupported = (text: string) => new LibvirtError('config unsupported', text, 'qemu');
