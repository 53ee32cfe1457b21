import { LibvirtError } from '../../../protocol/errors.ts';
import { withAttributes, withChild } from '../../../xml/edit.ts';
import { attribute, find } from '../../../xml/read.ts';
import { formatCpuSet, parseCpuSet } from '../cpu-set.ts';
import { describe } from '../describe.ts';
import type { Family } from './family.ts';

/** virDomainNumatuneMemMode by number. */
const modes = ['strict', 'preferred', 'interleave', 'restrictive'];

/** Where a guest's memory lies among the host's (virsh numatune). */
export const numaFamily: Family = {
  read({ tree }) {
    const memory = find(tree, 'numatune', 'memory');
    const mode = Math.max(0, modes.indexOf(attribute(memory, 'mode') ?? ''));
    return { numa_mode: mode, numa_nodeset: attribute(memory, 'nodeset') ?? '' };
  },
  write({ driver, tree, complete }, { numa_nodeset: set, numa_mode: number }) {
    const changed = withChild(tree, 'numatune', (owner) =>
      withChild(owner, 'memory', (memory) => {
        const mode = number === undefined ? attribute(memory, 'mode') : modeNamed(number);
        const nodeset = set === undefined ? attribute(memory, 'nodeset') : nodes(String(set));
        return withAttributes(memory, { mode: mode ?? 'strict', nodeset });
      }),
    );
    return describe(driver, changed, complete);
  },
};

function modeNamed(number: number | string | boolean): string {
  const mode = modes[Number(number)];
  if (mode) return mode;
  throw new LibvirtError('invalid argument', `invalid argument: unsupported numatune mode: '${number}'`, 'qemu');
}

function nodes(text: string): string {
  const set = parseCpuSet(text);
  if (set) return formatCpuSet(set);
  throw new LibvirtError('invalid argument', `invalid argument: Failed to parse bitmap '${text}'`);
}
