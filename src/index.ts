/** hooklab's library: two libvirt hosts without a hypervisor, for tests. Matchers for vitest live in `hooklab/vitest`. */
export type { Audit, Entry, HookEntry } from './journal/index.ts';
export { LibvirtError } from './protocol/errors.ts';
export { newestRelease, profileFor } from './protocol/profiles/index.ts';
export { type Cluster, type ClusterHost, type ClusterOptions, startCluster } from './testing/cluster.ts';
export type { ClusterJournal } from './testing/cluster-journal.ts';
export type {
  DefinedDomain,
  DomainHandle,
  HostHandle,
  MigrateOptions,
  MigrationResult,
  PausedDomain,
  RunningDomain,
} from './testing/handles.ts';
