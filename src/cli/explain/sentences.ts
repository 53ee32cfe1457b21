import { guestWords, networkWords, stateWords } from '../../journal/index.ts';
import {
  type EventMove,
  type GuestMove,
  type HookMove,
  isRow,
  type Move,
  type PortMove,
  takesBack,
} from '../../protocol/score.ts';
import type { Piece } from './topics.ts';

export type Part = keyof Piece['causes'];

/** A move as a plain sentence. */
export function sentenceOf(piece: Piece, move: Move, part: Part): string {
  const sentence = plainSentence(piece, move, part);
  const hasPostcopy = piece.rows.some((row) => isRow(row) && row.moves.some(({ when }) => when === 'post-copy'));
  return move.when && hasPostcopy ? `${conditions[move.when]}: ${sentence}` : sentence;
}

const conditions = { 'post-copy': 'After a switch to post-copy', 'pre-copy': 'Without a switch to post-copy' } as const;

function plainSentence(piece: Piece, move: Move, part: Part): string {
  switch (move.kind) {
    case 'hook':
      return hookSentence(piece, move, part);
    case 'guest':
      return guestSentence(piece, move, part);
    case 'event':
      return eventSentence(move, part);
    case 'port':
      return portSentence(piece, move);
    case 'network':
      return `${capital(networkWords(move.change))}.`;
  }
}

function hookSentence(piece: Piece, move: HookMove, part: Part): string {
  const stdin = stdins[piece.driver] ?? 'the XML';
  const replaces = move.filter ? '; what it prints replaces the XML' : '';
  const ignored = move.onFailure === 'ignored' ? '; a failure is ignored' : '';
  return `Run ${callWords(piece, move, part)}, with ${stdin} on stdin${replaces}${ignored}.`;
}

const stdins: Partial<Record<Piece['driver'], string>> = { daemon: 'nothing', network: '<hookData>' };

/** The call as a shell would write it. */
export function callWords({ driver, name, profile, causes }: Piece, move: HookMove, part: Part): string {
  const told = move.operation === 'release' && profile.releaseReason.includes(driver);
  return `hooks/${driver} ${name} ${move.operation} ${move.subOperation} ${told ? causes[part] : move.extra}`;
}

function guestSentence({ causes }: Piece, { change, reached }: GuestMove, part: Part): string {
  const off = change === 'stop' ? stateWords({ state: 'shutoff', reason: causes[part] }) : undefined;
  const state = reached ? stateWords(reached) : off;
  const only = part === 'undo' && change === 'resume' ? ', if this had paused it' : '';
  return `${capital(guestWords(change))}${state ? `: ${state}` : ''}${only}.`;
}

function eventSentence({ event, ifPaused }: EventMove, part: Part): string {
  const earlier = part === 'undo' ? takesBack[event.type] : undefined;
  const condition = earlier ? `, if they heard ${earlier}` : ifPaused ? ', unless it stood still already' : '';
  return `Clients hear: ${event.type} ${event.detail}${condition}.`;
}

/** The port's own hook belongs to the network driver, under the name the release has for it. */
function portSentence({ profile }: Piece, { change }: PortMove): string {
  const names = change === 'create' ? (['port-created', 'plugged'] as const) : (['port-deleted', 'unplugged'] as const);
  const operation = names.find((name) => profile.operations.network.includes(name));
  const words =
    change === 'create' ? 'Each interface gets its network port' : 'Each interface gives its network port back';
  return operation ? `${words} (hooks/network NETWORK ${operation} begin -).` : `${words}.`;
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
