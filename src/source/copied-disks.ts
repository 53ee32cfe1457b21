import { devicesOf, targetOf } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { ParamsOf } from '../protocol/messages.ts';

type Asked = Pick<ParamsOf<'DomainMigrateBegin3Params'>, 'flags' | 'migrateDisks'>;

/**
 * Whoever names the disks to be copied can only name what the guest has (qemuMigrationSrcBeginPhase).
 * @throws LibvirtError (invalid argument) for the first other target.
 */
export function checkCopiedDisks({ definition }: Domain, { flags, migrateDisks = [] }: Asked): void {
  if (!flags.includes('copy-storage-all') && !flags.includes('copy-storage-inc')) return;
  const targets = devicesOf(definition.tree, 'disk').map(targetOf);
  const unknown = migrateDisks.find((target) => !targets.includes(target));
  if (unknown !== undefined)
    throw new LibvirtError('invalid argument', `invalid argument: disk target ${unknown} not found`, 'qemu');
}
