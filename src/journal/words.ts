import type { GuestChange, Move, NetworkChange } from '../protocol/score.ts';
import { type StateReason, virshWords } from '../protocol/vocabulary.ts';
import type { Sign } from './audit/signs.ts';
import type { EntryOf, HookEntry } from './entry.ts';

/** Plain words for moves and for their signs, shared by the audit, `explain` and the timeline. */

const changeWords: Readonly<Record<GuestChange, string>> = {
  describe: 'the guest is described for the destination',
  initialise: 'the guest is set up',
  create: 'the guest is created',
  load: 'the guest is loaded from its saved image',
  copy: "the guest's memory is copied to the destination",
  pause: 'the guest stands still',
  complete: 'what it changed meanwhile is copied too',
  'hand over': 'the guest is handed over to the destination before all of its memory is there',
  fill: 'the rest of its memory comes',
  degrade: 'the rest of its memory never comes',
  resume: 'the guest runs',
  persist: "the guest's definition is kept on this host",
  write: "the guest's memory is written to a file",
  stop: 'the guest is stopped',
  undefine: "the guest's definition is removed from this host",
};

const networkChangeWords: Readonly<Record<NetworkChange, string>> = {
  'bring up': "the network's devices come up",
  activate: 'the network is active',
  'bring down': "the network's devices go down",
  deactivate: 'the network is inactive',
  update: 'the network is changed and saved',
  allocate: 'the port takes its place on the network',
  keep: 'the port is kept',
  release: 'the port gives its place up',
  drop: 'the port is forgotten',
};

/** What a change to the guest is, in a clause without a full stop. */
export const guestWords = (change: GuestChange) => changeWords[change];

/** The same for a change to a network or one of its ports. */
export const networkWords = (change: NetworkChange) => networkChangeWords[change];

/** A move as a noun: what should have come. */
export function moveWords(move: Move): string {
  switch (move.kind) {
    case 'hook':
      return `hook ${move.operation} ${move.subOperation}`;
    case 'guest':
      return `'${changeWords[move.change]}${move.reached ? `: ${stateWords(move.reached)}` : ''}'`;
    case 'event':
      return `event ${move.event.type} ${move.event.detail}`;
    case 'port':
      return `port ${move.change}`;
    case 'network':
      return `'${networkChangeWords[move.change]}'`;
  }
}

/** A sign as a noun, with where it stands: what came. */
export function signWords(sign: Sign | undefined): string {
  return sign ? `${signNoun(sign)} (${placeOf(sign.entry)})` : 'nothing';
}

function signNoun(sign: Sign): string {
  const { entry } = sign;
  switch (sign.kind) {
    case 'hook':
    case 'port':
      return `hook ${sign.entry.operation} ${sign.entry.subOperation}`;
    case 'guest':
      return guestNoun(sign.entry);
    case 'event':
      return `event ${sign.entry.event?.type} ${sign.entry.event?.detail}`;
    case 'phase':
      return `'${phaseWords(sign.entry)} ${sign.entry.moment}'`;
    case 'restart':
      return `a restart of ${entry.host}`;
  }
}

function guestNoun({ change, undo }: EntryOf<'state'>): string {
  const words = change && change in changeWords ? changeWords[change as GuestChange] : change;
  return `'${words}${undo ? ', as undo' : ''}'`;
}

/** Where in which journal an entry is found, for instance `source 12`. */
export const placeOf = ({ host, seq }: { host: string; seq: number }) => `${host} ${seq}`;

/** A phase as libvirt's documents write it: `Prepare`, `Finish (cancelled)`. */
export function phaseWords({ phase, cancelled }: { phase: string; cancelled?: boolean | undefined }): string {
  return `${phase.charAt(0).toUpperCase()}${phase.slice(1)}${cancelled ? ' (cancelled)' : ''}`;
}

/** A state as `virsh domstate --reason` prints it: `shut off (migrated)`. */
export function stateWords(reached: StateReason): string {
  const { state, reason } = virshWords(reached);
  return `${state} (${reason})`;
}

/** How a hook's script ended: `exit 1` or `signal SIGKILL`. */
export function exitWords({ exitCode, signal }: Pick<HookEntry, 'exitCode' | 'signal'>): string {
  return signal ? `signal ${signal}` : `exit ${exitCode ?? '?'}`;
}

/** A failed hook that changed nothing, in a clause. */
export const ignoredWords = (call: EntryOf<'hook'>) =>
  `${call.host}'s ${call.operation} hook ended with ${exitWords(call)}, which was ignored`;
