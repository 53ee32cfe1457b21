import type { Inside } from '../../host/door.ts';

/** What keeping a host's other objects needs of it. */
export type Means = Pick<Inside, 'services' | 'store'>;
