export { askToConduct, conductBetween, type ReachedHost, scoreOf } from './between-hosts.ts';
export type { MigrationRequest } from './calls.ts';
export { conduct } from './conduct.ts';
export { remoteDestination, remoteSource } from './remote-sides.ts';
