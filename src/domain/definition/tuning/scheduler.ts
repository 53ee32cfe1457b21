import { LibvirtError } from '../../../protocol/errors.ts';
import { textAt, withTextAt } from '../at-path.ts';
import { describe } from '../describe.ts';
import type { Family } from './family.ts';

/** What a parameter is called below `cputune`. */
const elementOf: Readonly<Record<string, string>> = {
  cpu_shares: 'shares',
  vcpu_period: 'period',
  vcpu_quota: 'quota',
  emulator_period: 'emulator_period',
  emulator_quota: 'emulator_quota',
  global_period: 'global_period',
  global_quota: 'global_quota',
  iothread_period: 'iothread_period',
  iothread_quota: 'iothread_quota',
};

/** VIR_CGROUP_CPU_PERIOD_MIN and its like, in microseconds. */
const periods = [1000, 1_000_000] as const;
const quotas = [1000, 17_592_186_044_415] as const;

/** A guest's share of the host's processors (virsh schedinfo). */
export const schedulerFamily: Family = {
  read: ({ tree }) =>
    Object.fromEntries(
      Object.entries(elementOf).map(([field, name]) => [field, Number(textAt(tree, ['cputune', name]) ?? 0)]),
    ),
  write({ driver, tree, complete }, values) {
    const changed = Object.entries(values).reduce((owner, [field, value]) => {
      check(field, Number(value));
      return withTextAt(owner, ['cputune', elementOf[field] ?? field], Number(value) === 0 ? undefined : `${value}`);
    }, tree);
    return describe(driver, changed, complete);
  },
};

/** @throws LibvirtError (invalid argument) (SCHED_RANGE_CHECK of qemuDomainSetSchedulerParametersFlags). */
function check(field: string, value: number): void {
  if (field === 'cpu_shares' || value === 0) return;
  const [least, most] = field.endsWith('period') ? periods : quotas;
  if ((value < 0 && field.endsWith('quota')) || (value >= least && value <= most)) return;
  const text = `invalid argument: value of '${field}' is out of range [${least}, ${most}]`;
  throw new LibvirtError('invalid argument', text, 'qemu');
}
