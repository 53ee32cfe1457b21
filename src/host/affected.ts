import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import { LibvirtError } from '../protocol/errors.ts';

/** virDomainModificationImpact: what there is now, unless it says so. */
export interface Impact {
  readonly live?: boolean | undefined;
  readonly config?: boolean | undefined;
}

/**
 * Which definitions a question or change is for: what there is now, unless it says so (virDomainObjUpdateModificationImpact).
 * @throws LibvirtError (operation invalid) for a guest that is off, or one that nothing is kept of.
 */
export function affected(domain: Domain, { live = false, config = false }: Impact) {
  const running = isActive(domain.status);
  if (live && !running) throw new LibvirtError('operation invalid', 'domain is not running', 'domain config');
  if (config && !domain.persistent)
    throw new LibvirtError('operation invalid', 'transient domains do not have any persistent config', 'domain config');
  return live || config ? { live, config } : { live: running, config: !running };
}
