import { errorDomains, errorKinds, type LibvirtError } from '../protocol/errors.ts';

/**
 * Which of two errors the user sees when Perform failed and the cancelled Finish failed too: the destination's, if the
 * source only knows that the operation failed (virDomainMigrateVersion3Full; recording 3h-kill-qemu-B-direct).
 */
export function moreUseful(error: LibvirtError, answer: LibvirtError | undefined): LibvirtError {
  const vague = error.code === errorKinds['operation failed'].code && error.domain === errorDomains.qemu;
  return answer && vague && answer.domain === errorDomains.qemu ? answer : error;
}
