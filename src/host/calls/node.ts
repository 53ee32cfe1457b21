import { LibvirtError } from '../../protocol/errors.ts';
import type { Handler } from '../context.ts';

/** The machine that the host runs on, as far as `virsh nodeinfo` tells of it. */
export const getInfo: Handler<'NodeGetInfo'> = async ({ machine }) => machine;

/** qemu-attach went with libvirt 5.5.0; its call is refused since (recording 2o-attach). */
export const attach: Handler<'DomainQemuAttach'> = async () => {
  throw new LibvirtError('no support', 'virDomainQemuAttach');
};
