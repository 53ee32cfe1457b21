import { LibvirtError } from '../protocol/errors.ts';
import type { Domain } from './domain.ts';

/** A guest that runs cannot come a second time (virDomainObjListAdd). */
export const alreadyActive = ({ definition }: Pick<Domain, 'definition'>): LibvirtError =>
  new LibvirtError('operation invalid', `domain '${definition.name}' is already active`, 'domain config');
