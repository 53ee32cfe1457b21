import type { Caller } from '../protocol/messages.ts';
import type { DestinationSide, SourceSide } from '../protocol/sides.ts';

/** The source role of the host behind a connection. */
export const remoteSource = (call: Caller): SourceSide => ({
  begin: (params) => call('DomainMigrateBegin3Params', params),
  perform: (params) => call('DomainMigratePerform3Params', params),
  confirm: (params) => call('DomainMigrateConfirm3Params', params),
});

/** The destination role of the host behind a connection. */
export const remoteDestination = (call: Caller): DestinationSide => ({
  prepare: (params) => call('DomainMigratePrepare3Params', params),
  finish: (params) => call('DomainMigrateFinish3Params', params),
});
