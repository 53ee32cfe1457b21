import type { ErrorValue } from '../../../protocol/errors.ts';
import type { TlsFiles } from '../../../transport/index.ts';
import type { CopyEnd, GuestSnapshot, MigrationStatus, OutgoingStats, RoundReport } from '../../transfer/index.ts';
import type { PortRange } from '../door.ts';
import type {
  GuestExitReason,
  GuestReading,
  GuestSpec,
  IncomingOptions,
  MigrateToOptions,
  SavedImage,
} from '../runner.ts';

/** What a daemon and the process of a guest say to each other, as QEMU's monitor has it: commands one way, events the other. */
export interface GuestCommands {
  start(birth: Birth): Promise<void>;
  load(birth: Birth & { readonly image: SavedImage }): Promise<void>;
  incoming(birth: Birth & { readonly at: IncomingOptions; readonly ports: PortRange }): Promise<{ uri: string }>;
  /** A daemon that came back: a migration that the one before it began is given up. */
  find(nothing: object): Promise<{ readonly pid: number; readonly reading: GuestReading }>;
  pause(nothing: object): Promise<GuestSnapshot>;
  resume(nothing: object): Promise<void>;
  inspect(nothing: object): Promise<GuestReading>;
  powerButton(nothing: object): Promise<void>;
  reset(nothing: object): Promise<void>;
  /** `head` in base64. */
  save(file: { readonly path: string; readonly head: string }): Promise<void>;
  migrate(departure: Departure): Promise<void>;
  copy(nothing: object): Promise<CopyEnd>;
  complete(nothing: object): Promise<GuestSnapshot>;
  /** Post-copy: in the place of `complete`, then `fill`. */
  handOver(nothing: object): Promise<GuestSnapshot>;
  fill(nothing: object): Promise<void>;
  startPostcopy(nothing: object): Promise<void>;
  setBandwidth(limit: { readonly bytesPerSecond: number }): Promise<void>;
  setDowntimeLimit(limit: { readonly ms: number }): Promise<void>;
  cancel(why: { readonly error?: ErrorValue }): Promise<void>;
}
export type CommandName = keyof GuestCommands;
export type Given<C extends CommandName> = Parameters<GuestCommands[C]>[0];

/** What every new guest is told first. */
export interface Birth {
  readonly spec: GuestSpec;
  /** Where it opens its monitor for later daemons. */
  readonly monitor: string;
  /** It ends when the daemon that started it does. */
  readonly owned: boolean;
  /** Certificates for its migration streams, where they go by TLS. */
  readonly tls?: TlsFiles | undefined;
}

export type Departure = Omit<MigrateToOptions, 'signal' | 'onRound'>;

export interface GuestEvents {
  /** The guest ended by itself; its process is gone next. */
  exit: { readonly why: GuestExitReason; readonly text: string };
  arrived: GuestSnapshot;
  lost: ErrorValue;
  /** After a switch to post-copy: the rest came, or never will. */
  whole: GuestSnapshot;
  partLost: ErrorValue;
  round: RoundReport;
  stats: { readonly status: MigrationStatus; readonly stats: OutgoingStats };
}
export type EventName = keyof GuestEvents;
