import { guestWords, networkWords, phaseWords, stateWords } from '../../journal/index.ts';
import { type Move, type Row, type Side, takesBack } from '../../protocol/score.ts';
import { type Paragraph, paragraphsOf } from './failures.ts';
import { callWords, type Part } from './sentences.ts';
import type { Piece } from './topics.ts';

/** A score as a Mermaid sequence diagram: calls, hooks, the guest's states, and a break for each failure. */
export function asMermaid(piece: Piece): string {
  const migrates = piece.rows.some((entry) => typeof entry !== 'string' && entry.phase !== 'lifecycle');
  const lines = migrates ? migration(piece) : lifecycle(piece);
  return ['sequenceDiagram', ...lines.map((line) => `  ${line}`)].join('\n');
}

const letters: Readonly<Record<Side, string>> = { source: 'S', destination: 'D', host: 'H' };

function migration(piece: Piece): readonly string[] {
  const peerToPeer = piece.score === 'migrate p2p';
  const conductor = peerToPeer ? 'S' : 'C';
  const lines = ['participant C as client', 'participant S as source', 'participant D as destination'];
  if (peerToPeer) lines.push('C->>S: migrate, peer to peer');
  let step = '';
  for (const paragraph of paragraphsOf(piece.rows)) {
    if (typeof paragraph === 'string') {
      lines.push('Note over S,D: point of no return');
      continue;
    }
    const { side, phase } = paragraph.row;
    if (`${side} ${phase}` !== step) lines.push(callLine(conductor, letters[side], phase));
    step = `${side} ${phase}`;
    lines.push(...paragraphLines(piece, paragraph));
  }
  return lines;
}

const callLine = (from: string, to: string, phase: string) =>
  from === to ? `Note over ${to}: ${phaseWords({ phase })}` : `${from}->>${to}: ${phaseWords({ phase })}`;

function lifecycle(piece: Piece): readonly string[] {
  const paragraphs = paragraphsOf(piece.rows).filter((paragraph) => typeof paragraph !== 'string');
  const clients = paragraphs.some(({ row }) => row.moves.some(({ kind }) => kind === 'event'));
  return [
    ...(clients ? ['participant C as clients'] : []),
    'participant H as host',
    ...paragraphs.flatMap((paragraph) => paragraphLines(piece, paragraph)),
  ];
}

function paragraphLines(piece: Piece, { row, fallible, undone, final }: Paragraph): readonly string[] {
  const moves = row.moves.flatMap((move) => moveLines(piece, row, move, 'moves'));
  if (final || fallible.length === 0 || undone.length === 0) return moves;
  const undo = undone.flatMap((earlier) => earlier.undo.flatMap((move) => moveLines(piece, earlier, move, 'undo')));
  return [
    ...moves,
    `break ${row.phase === 'lifecycle' ? 'something' : `something in ${phaseWords(row)}`} fails`,
    ...undo.map((line) => `  ${line}`),
    'end',
  ];
}

function moveLines(piece: Piece, { side }: Row, move: Move, part: Part): readonly string[] {
  const at = letters[side];
  switch (move.kind) {
    case 'hook':
      return [
        `${at}->>${at}: ${callWords(piece, move, part)} (${move.onFailure === 'abort' ? 'may abort' : 'failure ignored'})`,
      ];
    case 'guest':
      return move.change === 'copy'
        ? [`${at}-->>D: the guest's memory`]
        : [`Note over ${at}: ${guestNote(piece, move, part)}`];
    case 'event':
      return [
        `${at}-->>C: ${move.event.type} ${move.event.detail}${part === 'undo' && takesBack[move.event.type] ? ', if announced' : ''}`,
      ];
    case 'network':
      return [`Note over ${at}: ${networkWords(move.change)}`];
    case 'port':
      return [];
  }
}

function guestNote({ causes }: Piece, { change, reached }: Extract<Move, { kind: 'guest' }>, part: Part): string {
  const only = part === 'undo' && change === 'resume' ? ', if this had paused it' : '';
  if (reached) return `${stateWords(reached)}${only}`;
  return change === 'stop' ? stateWords({ state: 'shutoff', reason: causes[part] }) : guestWords(change);
}
