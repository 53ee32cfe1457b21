import type { HostCaller } from '../../host/calling.ts';
import type { Inside } from '../../host/door.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';
import type { Consoles } from './consoles.ts';
import type { EventRegistrations } from './events.ts';
import type { HostObjects } from './host-objects.ts';
import type { ObjectRegistrations } from './object-registrations.ts';
import type { Session } from './session.ts';
import type { CallStream, StreamSink } from './streams.ts';

/** What a handler knows of the call it serves. */
export interface Call extends HostObjects {
  /** The API as errors name it, for instance `virDomainCreate`. */
  readonly api: string;
  /** The driver of the connection's URI: whose domains its calls are about. */
  readonly driver: DomainDriver;
  /** The host's own procedures, as this connection. */
  readonly ask: HostCaller;
  /** The host itself. */
  readonly inside: Inside;
  readonly session: Session;
  readonly events: EventRegistrations;
  readonly objectEvents: ObjectRegistrations;
  readonly consoles: Consoles;
  /** Opens the stream that belongs to this call. It carries nothing before the call is answered. */
  readonly openStream: (sink: StreamSink) => CallStream;
}
