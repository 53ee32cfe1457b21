import { LibvirtError } from '../../../protocol/errors.ts';
import { withAttributes, withChild } from '../../../xml/edit.ts';
import { find } from '../../../xml/read.ts';
import { textAt, withTextAt } from '../at-path.ts';
import type { Definition } from '../definition.ts';
import { describe } from '../describe.ts';
import type { Family, Parameters } from './family.ts';

/** VIR_DOMAIN_MEMORY_PARAM_UNLIMITED, in kibibytes. */
export const unlimited = 9_007_199_254_740_991;

const names = ['hard_limit', 'soft_limit', 'swap_hard_limit'] as const;

const limitOf = ({ tree }: Definition, name: string) => Number(textAt(tree, ['memtune', name]) ?? unlimited);

/** Limits of a guest's memory (virsh memtune), in kibibytes. */
export const memoryFamily: Family = {
  read: (definition) => Object.fromEntries(names.map((name) => [name, limitOf(definition, name)])),
  write(definition, values) {
    const changed = Object.entries(values).reduce(
      (tree, [name, value]) => withLimit(tree, name, Number(value)),
      definition.tree,
    );
    return describe(definition.driver, changed, definition.complete);
  },
};

function withLimit(tree: Definition['tree'], name: string, kib: number): Definition['tree'] {
  const changed = withTextAt(tree, ['memtune', name], kib >= unlimited ? undefined : String(kib));
  if (!find(changed, 'memtune', name)) return changed;
  return withChild(changed, 'memtune', (owner) =>
    withChild(owner, name, (limit) => withAttributes(limit, { unit: 'KiB' })),
  );
}

/**
 * What is asked for, with what the guest has already (virDomainCgroupSetMemoryLimitParameters).
 * @throws LibvirtError (invalid argument) for a limit above that with swap.
 */
export function checkMemoryLimits(now: Definition, values: Parameters): void {
  const { hard_limit: hard, swap_hard_limit: withSwap } = { ...memoryFamily.read(now), ...values };
  const isAbout = Object.keys(values).some((name) => name !== 'soft_limit');
  if (!isAbout || Number(hard) <= Number(withSwap)) return;
  const text = 'memory hard_limit tunable value must be lower than or equal to swap_hard_limit';
  throw new LibvirtError('invalid argument', `invalid argument: ${text}`, 'none');
}
