import type { PluggedPort } from './live/ports.ts';

/** How far a start can get before the guest stops again: the hooks of a start, in order. */
export const starts = ['prepare', 'start', 'started'] as const;
export type Reached = (typeof starts)[number];

/** Where in its life a running guest stands, by the hook that shows it. `started` is also what dumpxml of one shows. */
export type Stage = Reached | 'stopped' | 'release';

interface Secrets {
  /** Whether passwords stand in the text (virDomainXMLFlags: secure). */
  readonly secure?: boolean;
}

/** What is kept for the next start: `dumpxml` of a guest that is off, `dumpxml --inactive`, the configuration file. */
export interface InactiveForm extends Secrets {
  readonly kind: 'inactive';
}

/**
 * What another libvirt gets, an older one too: no id, nothing that it would add by itself. The hooks migrate and restore
 * see it, save files and Begin's answer hold it, so passwords stand in it unless `secure` is false.
 */
export interface MigratableForm extends Secrets {
  readonly kind: 'migratable';
  /** The guest does not run, so nothing is known of its disks beyond the definition. */
  readonly offline?: boolean;
}

/** What a guest that runs, starts or stops shows of itself. */
export interface LiveForm extends Secrets {
  readonly kind: 'live';
  readonly stage: Stage;
  /** The guest's id. Without one, libvirt leaves out what only a running guest has: terminals, network ports. */
  readonly id?: number;
  /** For stopped and release: the last hook of the start whose stage was entered; started is the default. */
  readonly reached?: Reached;
  /** The guest came with a running guest's CPU: by migration, or from a save file. */
  readonly incoming?: boolean;
  /** The daemon was restarted while the guest ran: hook reconnect, and all that follow. */
  readonly reconnected?: boolean;
  /** The directory for sockets of channels that name none; those stand in the text where it is given. */
  readonly channels?: string;
  /** Number of the first pseudo terminal; 0 is the default. */
  readonly terminal?: number;
  /**
   * What the guest's network cards are plugged into; by default what the definition itself says, which is that of a
   * guest whose status file a new daemon has read.
   */
  readonly ports?: readonly PluggedPort[];
}

/** Which of a domain's texts is wanted. */
export type Form = InactiveForm | MigratableForm | LiveForm;
