import type { Caller } from '../../protocol/messages.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';

/** What a handler knows of the call it serves. */
export interface Call {
  /** The driver of the connection's URI: whose domains its calls are about. */
  readonly driver: DomainDriver;
  /** The host's own procedures, as this connection. */
  readonly ask: Caller;
}
