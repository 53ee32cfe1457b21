import { errorDomains, errorKinds, LibvirtError } from '../protocol/errors.ts';

/**
 * Which of two errors the user sees when Perform failed and the cancelled Finish failed too: the destination's, if the
 * source only knows that the operation failed (virDomainMigrateVersion3Full; recording 3h-kill-qemu-B-direct). Releases
 * that tell both put them into one sentence then (libvirt-facts.md C3).
 */
export function moreUseful(error: LibvirtError, answer: LibvirtError | undefined, tellsBoth: boolean): LibvirtError {
  const vague = error.code === errorKinds['operation failed'].code && error.domain === errorDomains.qemu;
  if (!answer || !vague || answer.domain !== errorDomains.qemu) return error;
  return tellsBoth ? both(error, answer) : answer;
}

const both = ({ message: source }: LibvirtError, { message: destination }: LibvirtError) =>
  new LibvirtError(
    'operation failed',
    `migration failed. Message from the source host: ${source}. Message from the destination host: ${destination}`,
    'qemu',
  );
