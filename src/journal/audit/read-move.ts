import type { EventMove, GuestMove, HookMove, Move, PortMove } from '../../protocol/score.ts';
import type { EntryOf } from '../entry.ts';
import { placeOf, stateWords } from '../words.ts';
import type { HookSign, Sign } from './signs.ts';
import { astray, peek, played, type Reading, type Standing, type Tape } from './tape.ts';

export type Part = 'moves' | 'undo';

/** Reads the sign of one move; undefined when another sign, or none, stands there. */
export function readMove(tape: Tape, standing: Standing, move: Move, part: Part): Reading | undefined {
  if (move.kind === 'port') return readPorts(tape, move);
  const sign = peek(tape);
  if (leavesNoSign(move, tape)) return played;
  if (!sign || !isSignOf(sign, move, part)) return undefined;
  tape.at++;
  if (sign.kind === 'hook' && move.kind === 'hook') return readHook(tape, standing, move, sign);
  if (sign.kind === 'guest' && move.kind === 'guest') return readGuest(standing, move, part, sign.entry);
  if (move.kind === 'event') standing.announced.add(move.event.type);
  return played;
}

const leavesNoSign = (move: Move, { scripts }: Tape) => move.kind === 'network' || (move.kind === 'hook' && !scripts);

/** One sign for each card on a network, none for a guest without; the first that fails is the last one. */
function readPorts(tape: Tape, { change }: PortMove): Reading {
  for (let sign = peek(tape); sign?.kind === 'port' && sign.change === change; sign = peek(tape)) {
    tape.at++;
    if (sign.effect === 'continue') continue;
    const failed = sign.calls.filter(({ effect }) => effect !== 'continue');
    if (change === 'create') tape.refused.push(...failed);
    else tape.ignored.push(...failed);
    if (change === 'create') return { how: 'failed', byHook: true };
  }
  return played;
}

function isSignOf(sign: Sign, move: Move, part: Part): boolean {
  if (sign.kind === 'hook' && move.kind === 'hook')
    return sign.entry.operation === move.operation && sign.entry.subOperation === move.subOperation;
  if (sign.kind === 'guest' && move.kind === 'guest')
    return sign.entry.change === move.change && (sign.entry.undo ?? false) === (part === 'undo');
  return sign.kind === 'event' && move.kind === 'event' && isEvent(sign.entry, move);
}

const isEvent = ({ event }: EntryOf<'state'>, move: EventMove) =>
  event?.type === move.event.type && event.detail === move.event.detail;

function readHook(tape: Tape, standing: Standing, move: HookMove, { entry, calls, effect }: HookSign): Reading {
  const wanted = wantedExtra(tape, standing, move);
  if (wanted !== undefined && entry.extra !== wanted)
    return astray(`hook ${move.operation} was called with '${entry.extra}' instead of '${wanted}' (${placeOf(entry)})`);
  if (effect === 'continue') return played;
  if (effect !== move.onFailure)
    return astray(
      `hook ${move.operation} failed, which ${meaning[move.onFailure]}, but ${meaning[effect]} (${placeOf(entry)})`,
    );
  const failed = calls.filter((call) => call.effect !== 'continue');
  if (effect === 'abort') tape.refused.push(...failed);
  else tape.ignored.push(...failed);
  return effect === 'abort' ? { how: 'failed', byHook: true } : played;
}

const meaning = { abort: 'ends the operation', ignored: 'is ignored', continue: 'changes nothing' } as const;

/** From 10.5.0 on `release` is told why the guest is off; where the journal does not say, any word will do. */
function wantedExtra({ profile, driver }: Tape, { offFor }: Standing, { operation, extra }: HookMove) {
  const told = operation === 'release' && driver !== undefined && profile.releaseReason.includes(driver);
  return told ? offFor : extra;
}

function readGuest(standing: Standing, move: GuestMove, part: Part, entry: EntryOf<'state'>): Reading {
  const { state, reason } = entry;
  const other = move.reached && state !== undefined && (state !== move.reached.state || reason !== move.reached.reason);
  if (move.reached && other)
    return astray(
      `the guest should be ${stateWords(move.reached)}, the journal says ${state} (${reason}) (${placeOf(entry)})`,
    );
  follow(standing, move, part, entry);
  return played;
}

/** Keeps track of the guest as the change leaves it. */
function follow(standing: Standing, { change }: GuestMove, part: Part, { state, reason }: EntryOf<'state'>): void {
  if (change === 'pause' && part === 'moves') standing.paused = standing.running;
  if (change === 'stop') standing.offFor = standing.gone ? undefined : reason;
  if (change === 'initialise') standing.gone = false;
  if (change === 'stop') standing.gone = true;
  if (state !== undefined) standing.running = state === 'running';
  else if (change === 'pause' || change === 'resume' || change === 'stop') standing.running = change === 'resume';
}
